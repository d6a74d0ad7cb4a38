import { bearer } from '../session/sessionStore';

/** Brings a file of the house and hands it to the browser to keep. Throws where the server refuses. */
export async function keepFile(path: string, name: string): Promise<void> {
  const response = await fetch(path, { headers: bearer(), cache: 'no-store' });
  if (!response.ok) throw new Error(`the file was answered with ${response.status}`);
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the file over once the click is done.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
