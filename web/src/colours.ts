// Colours of values: 256 steps, three bytes each.

export type ColourMap = 'grey' | 'viridis' | 'inferno';

// Every sixteenth or so colour of the published maps; between them it is straight.
const stops: Record<ColourMap, number[][]> = {
  grey: [[0, 0, 0], [255, 255, 255]],
  viridis: [[68, 1, 84], [72, 40, 120], [62, 74, 137], [49, 104, 142], [38, 130, 142], [31, 158, 137], [53, 183, 121], [109, 205, 89], [180, 222, 44], [253, 231, 37]],
  inferno: [[0, 0, 4], [31, 12, 72], [85, 15, 109], [136, 34, 106], [186, 54, 85], [227, 89, 51], [249, 140, 10], [249, 201, 50], [252, 255, 164]],
};

export function colours(map: ColourMap, isInverted = false): Uint8Array {
  const [list, into] = [stops[map], new Uint8Array(768)];
  for (let i = 0; i < 256; i++) {
    const at = ((isInverted ? 255 - i : i) / 255) * (list.length - 1);
    const first = Math.min(list.length - 2, Math.floor(at));
    for (let c = 0; c < 3; c++) {
      into[i * 3 + c] = Math.round(list[first][c] + (list[first + 1][c] - list[first][c]) * (at - first));
    }
  }
  return into;
}
