import type { Locator } from '@playwright/test';

/** Data codewords a block and blocks, by version, at error correction M: as far as an entry code goes. */
const BLOCKS_OF_M = [[16, 1], [28, 1], [44, 1], [32, 2], [43, 2], [27, 4], [31, 4]] as const;

const MASKS: ((row: number, column: number) => boolean)[] = [
  (r, c) => (r + c) % 2 === 0,
  (r) => r % 2 === 0,
  (_, c) => c % 3 === 0,
  (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
  (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
  (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
];

/** Reads the QR code that a page shows, as a scanner would: what counts is the picture and not what was meant by it. */
export async function scan(picture: Locator): Promise<string> {
  return read(await shown(picture));
}

/** The dark modules of the QR code that a page shows. */
export async function shown(picture: Locator): Promise<boolean[][]> {
  const side = Number((await picture.getAttribute('viewBox'))?.split(' ')[2]);
  const path = (await picture.locator('path').getAttribute('d')) ?? '';
  return modules(path, side);
}

/** The dark modules, without the quiet zone of four on each side. */
function modules(path: string, side: number): boolean[][] {
  const size = side - 8;
  const dark = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let i = 0; i < Number(width); i++) dark[Number(y) - 4][Number(x) - 4 + i] = true;
  }
  return dark;
}

/** ISO/IEC 18004, for versions 1 to 7 at error correction M in byte mode; nothing is corrected, for nothing is smudged. */
function read(dark: boolean[][]): string {
  const size = dark.length;
  const version = (size - 17) / 4;
  let format = 0;
  for (let i = 0; i < 15; i++) {
    // bits 14 to 0 run along row 8 and up column 8, around the timing lines
    const [row, column] = i < 8 ? [8, i < 6 ? i : i + 1] : [i === 8 ? 7 : 14 - i, 8];
    format = (format << 1) | Number(dark[row][column]);
  }
  format ^= 0x5412;
  if (!Number.isInteger(version) || version > BLOCKS_OF_M.length || format >> 13 !== 0) {
    throw new Error(`not a code of the kind that is expected: ${size} modules, format ${format.toString(2)}`);
  }
  const mask = MASKS[(format >> 10) & 7];
  const bits: number[] = [];
  for (let right = size - 1, up = true; right > 0; right -= 2, up = !up) {
    // the vertical timing line is no part of any pair of columns
    if (right === 6) right = 5;
    for (let i = 0; i < size; i++) {
      const row = up ? size - 1 - i : i;
      for (const column of [right, right - 1]) {
        if (!reserved(row, column, size, version)) bits.push(Number(dark[row][column] !== mask(row, column)));
      }
    }
  }
  const word = (at: number): number => parseInt(bits.slice(at * 8, at * 8 + 8).join(''), 2);
  const [length, blocks] = BLOCKS_OF_M[version - 1];
  // the blocks' words take turns
  const data = Array.from({ length: length * blocks }, (_, i) => word((i % length) * blocks + Math.floor(i / length)));
  const stream = data.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  if (!stream.startsWith('0100')) throw new Error('the code is not in byte mode');
  const count = parseInt(stream.slice(4, 12), 2);
  const bytes = Array.from({ length: count }, (_, i) => parseInt(stream.slice(12 + i * 8, 20 + i * 8), 2));
  return Buffer.from(bytes).toString('utf8');
}

/** Finders with their formats, timing lines, the alignment pattern, and the version where it is written. */
function reserved(row: number, column: number, size: number, version: number): boolean {
  const far = size - 8;
  if ((row < 9 && column < 9) || (row < 9 && column >= far) || (row >= far && column < 9)) return true;
  if (row === 6 || column === 6) return true;
  if (version >= 7 && ((row < 6 && column >= size - 11) || (column < 6 && row >= size - 11))) return true;
  const aligned = version === 1 ? [] : version < 7 ? [size - 7] : [22, 38];
  const near = (at: number): boolean => aligned.some((centre) => Math.abs(at - centre) <= 2);
  const onTiming = (at: number): boolean => version >= 7 && Math.abs(at - 6) <= 2;
  return (near(row) && near(column)) || (onTiming(row) && Math.abs(column - 22) <= 2) || (onTiming(column) && Math.abs(row - 22) <= 2);
}
