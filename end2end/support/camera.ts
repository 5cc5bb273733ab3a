import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const [WIDTH, HEIGHT, FRAMES] = [640, 480, 3];

/** What Chromium's camera shows: read anew each time that a page starts the camera. */
export const FILM = resolve(__dirname, '../../target/camera.y4m');

/** Chromium with a camera that nobody asks about. */
export const CAMERA = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  `--use-file-for-fake-video-capture=${FILM}`,
];

/** Puts a code before the camera, on a telephone that is held a little askew in a dim room; nothing: an empty room. */
export function film(dark: boolean[][] = []): void {
  const [sin, cos] = [Math.sin(0.15), Math.cos(0.15)];
  const side = dark.length + 8;
  let chance = 7;
  const header = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
  const parts = [header];
  for (let n = 0; n < FRAMES; n++) {
    const grey = Buffer.alloc(WIDTH * HEIGHT);
    for (let y = 0; y < HEIGHT; y++) {
      for (let x = 0; x < WIDTH; x++) {
        const [right, down] = [x - WIDTH / 2, y - HEIGHT / 2];
        const column = Math.floor((right * cos + down * sin) / 6 + side / 2);
        const row = Math.floor((down * cos - right * sin) / 6 + side / 2);
        const screen = dark.length > 0 && Math.min(row, column) >= 0 && Math.max(row, column) < side;
        chance = (chance * 1103515245 + 12345) % 2 ** 31;
        const light = screen ? (dark[row - 4]?.[column - 4] ? 45 : 150) : 80;
        grey[y * WIDTH + x] = light + ((chance >> 16) % 21) - 10;
      }
    }
    parts.push(Buffer.from('FRAME\n'), grey, Buffer.alloc((WIDTH * HEIGHT) / 2, 128));
  }
  mkdirSync(dirname(FILM), { recursive: true });
  writeFileSync(FILM, Buffer.concat(parts));
}
