import { app } from 'electron';

/**
 * A certificate that the machine does not trust is refused, with no way around it. A site with its own authority
 * installs its root certificate on the machine.
 */
export function setupCertificates(): void {
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, callback) => {
    event.preventDefault();
    callback(false);
  });
}
