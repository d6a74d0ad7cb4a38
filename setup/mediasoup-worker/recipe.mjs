/**
 * What is changed in the source of mediasoup's worker before it is built. Each change must match exactly once, so that a new
 * version of mediasoup fails here, with a sentence, and not in the first call between two vehicles.
 *
 * @type {ReadonlyArray<{ file: string, find: string, replacement: string, reason: string }>}
 */
export const sourceChanges = [
  {
    file: 'meson.build',
    find: "meson_version: '>= 1.1.0'",
    replacement: "meson_version: '>= 1.0.0'",
    reason: 'Debian 12 has meson 1.0.1, and the build uses nothing that is newer.',
  },
  {
    file: 'src/RTC/DtlsTransport.cpp',
    find: '(operationType == BIO_CB_RETURN) ?',
    replacement: '(operationType & BIO_CB_RETURN) ?',
    reason:
      'BIO_CB_RETURN is a flag. Compared as a value, the callback answers 1 to every control call, so an OpenSSL that is built ' +
      'with kernel TLS (as Debian builds it) takes kernel TLS as on, allocates no write buffer, and crashes at the first handshake.',
  },
];

/** `nodownload`: what the stand-ins do not answer must fail at once instead of waiting for the internet. */
export const mesonArguments = ['--buildtype', 'release', '-Db_ndebug=true', '--wrap-mode=nodownload'];

/**
 * Built before everything else, as upstream's own build does: the sources include these headers without the build files
 * saying so, and a compiler that comes to them first finds only some of them.
 */
export const generatorTarget = 'flatbuffers-generator';

export const buildTarget = 'mediasoup-worker';

/** The Debian packages that the build needs; the result needs the libraries among them to run. */
export const buildPackages = [
  'meson',
  'ninja-build',
  'pkg-config',
  'g++',
  'libssl-dev',
  'libuv1-dev',
  'libsrtp2-dev',
  'libabsl-dev',
  'libflatbuffers-dev',
  'flatbuffers-compiler',
];

/** The commands of those packages, looked for where there is no dpkg to ask. */
export const buildCommands = ['meson', 'ninja', 'pkg-config', 'c++', 'flatc'];
