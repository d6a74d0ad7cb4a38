import path from 'node:path';

/**
 * The house's layers: who may import what. `from` and `unless` are tested against the importing file's path in the
 * repository, `forbids` against what is imported: a package's name as written, or one of our own files as its path in
 * the repository. `typesAllowed` lets `import type` through.
 */
const layers = [
  {
    from: /^signaling-server\/protocol\//,
    forbids: /^(signaling-server\/(?!protocol\/)|renderer\/|electron\/|test\/|bench\/|setup\/|@protocol$)/,
    message: 'The contract imports nothing of ours: both ends are typed from it, so it stands alone.',
  },
  {
    from: /^signaling-server\/protocol\//,
    forbids: /^(node:.*|fs|path|crypto|http|https|net|events|stream|os|util|buffer|worker_threads|child_process)$/,
    message: 'The contract runs in the browser and in the server, so it uses nothing of Node.',
  },
  {
    from: /^renderer\//,
    forbids: /^(signaling-server\/|electron\/(?!desktopApi)|test\/|bench\/|setup\/)/,
    message: 'A page knows of the server only the contract: import from @protocol.',
  },
  {
    from: /^renderer\/.*(?<!\.test)\.tsx?$/,
    forbids: /^node:/,
    message: 'A page runs in a plain browser, where there is no Node.',
  },
  {
    from: /^electron\//,
    forbids: /^(signaling-server\/|renderer\/|test\/|bench\/|setup\/)/,
    message: 'The desktop shell is thin: it knows @protocol and nothing else of the house.',
  },
  {
    from: /^signaling-server\//,
    forbids: /^(renderer\/|electron\/|test\/|bench\/)/,
    message: 'The server knows no page and no shell: what they share stands in signaling-server/protocol.',
  },
  {
    from: /^(?!electron\/|test\/)/,
    forbids: /^electron$/,
    message: 'Only electron/ touches Electron, so that everything else runs in a plain browser and in Node.',
  },
  {
    from: /^signaling-server\//,
    unless: /^signaling-server\/(wire|demo)\/|\.test\.ts$/,
    forbids: /^socket\.io(-client)?$/,
    message:
      'Only wire/ touches sockets (and demo/, a client like any other): take an Announcer or Connections instead.',
  },
  {
    from: /^signaling-server\//,
    unless: /^signaling-server\/(media|protocol)\//,
    forbids: /^mediasoup(-client)?(\/|$)/,
    message: 'Only media/ touches mediasoup: ask one of its classes, and take its types from media/ too.',
  },
  {
    from: /^signaling-server\/protocol\//,
    forbids: /^mediasoup(-client)?(\/|$)/,
    typesAllowed: true,
    message: "The contract takes mediasoup's types and none of its code.",
  },
  {
    from: /^signaling-server\//,
    unless: /^signaling-server\/persistence\/|Table\.ts$|\.test\.ts$/,
    forbids: /^(kysely|pg|@electric-sql\/.*)$/,
    typesAllowed: true,
    message: 'Only *Table.ts and persistence/ hold SQL: put the query in the table file of its capability.',
  },
  {
    from: /^signaling-server\/recorder\//,
    forbids: /^(signaling-server\/(persistence|media|wire)\/|kysely$|pg$|socket\.io|mediasoup)/,
    message:
      'The recorder never opens the database, a socket of the wire or a media worker: it writes media and a journal.',
  },
  {
    from: /^renderer\//,
    unless: /^renderer\/wire\/Connection(\.test)?\.ts$/,
    forbids: /^socket\.io(-client)?$/,
    message: 'Only renderer/wire/Connection.ts touches the socket: use request() and on().',
  },
  {
    from: /^renderer\//,
    unless: /^renderer\/media\//,
    forbids: /^mediasoup(-client)?(\/|$)/,
    message: 'Only renderer/media touches mediasoup-client: a store holds ids and status, never a track.',
  },
  {
    from: /^renderer\//,
    unless: /^renderer\/map\//,
    forbids: /^mapbox-gl(\/|$)/,
    message: 'Only renderer/map touches the map library: write a layer there and give it data.',
  },
];

/** What an import names: a package as written, or one of our own files as its path in the repository. */
export function importedName(specifier, importingFile) {
  if (!specifier.startsWith('.')) return specifier;
  return path.posix.normalize(path.posix.join(path.posix.dirname(importingFile), specifier));
}

/** The sentences of every layer that this import crosses. */
export function crossedLayers({ importingFile, specifier, typesOnly }) {
  const name = importedName(specifier, importingFile);
  return layers
    .filter(({ from, unless }) => from.test(importingFile) && !(unless?.test(importingFile) ?? false))
    .filter(({ forbids, typesAllowed }) => forbids.test(name) && !(typesOnly && typesAllowed === true))
    .map(({ message }) => message);
}

const isTypesOnly = (node) =>
  node.importKind === 'type' ||
  node.exportKind === 'type' ||
  (node.specifiers?.length > 0 && node.specifiers.every((specifier) => specifier.importKind === 'type'));

/** The ESLint rule that reports every import which crosses a layer of the house. */
export const layersRule = {
  meta: { type: 'problem', schema: [], messages: { crossed: '{{sentence}}' } },
  create(context) {
    const importingFile = path.relative(context.cwd, context.filename).split(path.sep).join('/');
    const check = (node, source) => {
      if (typeof source?.value !== 'string') return;
      const crossed = crossedLayers({ importingFile, specifier: source.value, typesOnly: isTypesOnly(node) });
      for (const sentence of crossed) context.report({ node: source, messageId: 'crossed', data: { sentence } });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ImportExpression: (node) => check(node, node.source),
    };
  },
};
