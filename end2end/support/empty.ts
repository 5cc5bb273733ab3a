import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, program } from './server';

/** A server of its own on an empty database, and the code of its first owner. */
export interface Empty {
  address: string;
  code: string;
  stop: () => void;
}

/** Starts one; its first words hold the code. */
export async function emptyClub(): Promise<Empty> {
  const folder = mkdtempSync(join(tmpdir(), 'spotter-empty-'));
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const server = spawn(program(), ['serve'], {
    cwd: folder,
    env: {
      ...process.env,
      SPOTTER_DATABASE_URL: `sqlite:${join(folder, 'empty.db')}`,
      SPOTTER_LISTEN: `127.0.0.1:${port}`,
      SPOTTER_PUBLIC_URL: address,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = (): void => {
    server.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  const code = await new Promise<string>((done, failed) => {
    const late = setTimeout(() => failed(new Error('the server says no code')), 20_000);
    const listen = (bytes: Buffer): void => {
      const found = /enter the code ([A-Z0-9-]{8,})/.exec(String(bytes));
      if (found?.[1]) {
        clearTimeout(late);
        done(found[1]);
      }
    };
    server.stdout.on('data', listen);
    server.stderr.on('data', listen);
  }).catch((error: unknown) => {
    stop();
    throw error;
  });
  return { address, code, stop };
}
