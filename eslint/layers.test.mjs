import { describe, expect, it } from 'vitest';
import { crossedLayers, importedName } from './layers.mjs';

const crossed = (importingFile, specifier, typesOnly = false) =>
  crossedLayers({ importingFile, specifier, typesOnly }).length > 0;

describe('the layers of the house', () => {
  it('names one of our own files by its path in the repository', () => {
    expect(importedName('../media/Viewer', 'signaling-server/video/Cameras.ts')).toBe('signaling-server/media/Viewer');
    expect(importedName('zod', 'signaling-server/video/Cameras.ts')).toBe('zod');
  });

  it('keeps the contract free of everything of ours and of Node', () => {
    expect(crossed('signaling-server/protocol/orders.ts', '../orders/Orders')).toBe(true);
    expect(crossed('signaling-server/protocol/orders.ts', 'node:fs')).toBe(true);
    expect(crossed('signaling-server/protocol/orders.ts', './contract')).toBe(false);
    expect(crossed('signaling-server/protocol/media.ts', 'mediasoup-client', true)).toBe(false);
    expect(crossed('signaling-server/protocol/media.ts', 'mediasoup-client')).toBe(true);
  });

  it('lets a page know of the server only the contract', () => {
    expect(crossed('renderer/orders/OrderPanel.tsx', '../../signaling-server/orders/Orders')).toBe(true);
    expect(crossed('renderer/orders/OrderPanel.tsx', '@protocol')).toBe(false);
    expect(crossed('renderer/wire/Connection.ts', 'socket.io-client')).toBe(false);
    expect(crossed('renderer/orders/ordersStore.ts', 'socket.io-client')).toBe(true);
    expect(crossed('renderer/video/Tile.tsx', 'mediasoup-client', true)).toBe(true);
    expect(crossed('renderer/video/Tile.tsx', 'mapbox-gl')).toBe(true);
    expect(crossed('renderer/map/MapView.tsx', 'mapbox-gl/dist/mapbox-gl-csp')).toBe(false);
  });

  it('lets one folder of the server touch each big library', () => {
    expect(crossed('signaling-server/orders/Orders.ts', 'socket.io')).toBe(true);
    expect(crossed('signaling-server/wire/serve.ts', 'socket.io')).toBe(false);
    expect(crossed('signaling-server/demo/CarSocket.ts', 'socket.io-client')).toBe(false);
    expect(crossed('signaling-server/voice/TalkGroups.ts', 'mediasoup', true)).toBe(true);
    expect(crossed('signaling-server/orders/Orders.ts', 'kysely')).toBe(true);
    expect(crossed('signaling-server/orders/Orders.ts', 'kysely', true)).toBe(false);
    expect(crossed('signaling-server/orders/ordersTable.ts', 'kysely')).toBe(false);
  });

  it('keeps the recorder away from the database, the wire and the media worker', () => {
    expect(crossed('signaling-server/recorder/Recorder.ts', '../persistence/database')).toBe(true);
    expect(crossed('signaling-server/recorder/Recorder.ts', '../media/MediaHub', true)).toBe(true);
    expect(crossed('signaling-server/recorder/Recorder.ts', 'node:net')).toBe(false);
  });

  it('keeps Electron in the shell and the shell thin', () => {
    expect(crossed('renderer/main.tsx', 'electron')).toBe(true);
    expect(crossed('renderer/ui/desktop.ts', '../../electron/desktopApi', true)).toBe(false);
    expect(crossed('electron/main.ts', 'electron')).toBe(false);
    expect(crossed('electron/main.ts', '../renderer/main')).toBe(true);
  });
});
