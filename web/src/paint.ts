import { type ColourMap, colours } from './colours';
import type { Tile } from './site';

export interface Look {
  low: number;
  high: number;
  map: ColourMap;
  isInverted: boolean;
  isLogarithmic: boolean;
}

/** Makes numbers colours: those of the file as they are between low and high, others by its palette or by a map. NaN stays clear. */
export function paint(canvas: HTMLCanvasElement, tile: Tile, look: Look, palette?: string): void {
  const pen = canvas.getContext('2d')!;
  const image = pen.createImageData(tile.width, tile.height);
  const of = look.high > look.low ? 255 / (look.high - look.low) : 0;
  if (tile.channels >= 3) {
    paintColours(image.data, tile, look.low, of);
  } else {
    const isPalette = Boolean(palette) && tile.numbers instanceof Uint8Array;
    const map = isPalette ? Uint8Array.from(atob(palette!), (letter) => letter.charCodeAt(0)) : colours(look.map, look.isInverted);
    const strength = 255 / Math.log1p(1000);
    paintSteps(image.data, tile, map, isPalette ? (value) => value
      : look.isLogarithmic ? (value) => strength * Math.log1p(Math.max(0, (((value - look.low) * of) / 255) * 1000)) : (value) => (value - look.low) * of);
  }
  pen.putImageData(image, 0, 0);
}

function paintColours(data: Uint8ClampedArray, tile: Tile, low: number, of: number): void {
  for (let i = 0, n = 0; i < data.length; i += 4, n += tile.channels) {
    for (let channel = 0; channel < 3; channel++) {
      data[i + channel] = (tile.numbers[n + channel] - low) * of;
    }
    data[i + 3] = 255;
  }
}

function paintSteps(data: Uint8ClampedArray, tile: Tile, map: Uint8Array, stepOf: (value: number) => number): void {
  for (let i = 0, n = 0; i < data.length; i += 4, n += tile.channels) {
    if (!Number.isNaN(tile.numbers[n])) {
      const step = stepOf(tile.numbers[n]);
      const colour = 3 * (step <= 0 ? 0 : step >= 255 ? 255 : Math.trunc(step));
      data[i] = map[colour];
      data[i + 1] = map[colour + 1];
      data[i + 2] = map[colour + 2];
      data[i + 3] = 255;
    }
  }
}
