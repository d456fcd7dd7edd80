/** How the rows and columns of a picture lie on the screen: the eight orientations of TIFF 6.0, tag 274. Places are in elements. */
export class Orientation {
  readonly isTurned: boolean;
  private readonly flipsX: boolean;
  private readonly flipsY: boolean;

  constructor(
    code: number,
    private readonly columns: number,
    private readonly rows: number,
  ) {
    this.isTurned = code >= 5;
    this.flipsX = [2, 3, 6, 7].includes(code);
    this.flipsY = [3, 4, 7, 8].includes(code);
  }

  get width(): number {
    return this.isTurned ? this.rows : this.columns;
  }

  get height(): number {
    return this.isTurned ? this.columns : this.rows;
  }

  /** The column and the row of a place on the screen. */
  inFile(x: number, y: number): [number, number] {
    const [across, down] = [this.flipsX ? this.width - x : x, this.flipsY ? this.height - y : y];
    return this.isTurned ? [down, across] : [across, down];
  }

  /** For a pen that draws in columns and rows; what is at left and top comes into the corner. */
  transform(left: number, top: number, zoom: number): DOMMatrix2DInit {
    const [x, y] = [this.flipsX ? -zoom : zoom, this.flipsY ? -zoom : zoom];
    const [e, f] = [zoom * ((this.flipsX ? this.width : 0) - left), zoom * ((this.flipsY ? this.height : 0) - top)];
    return this.isTurned ? { a: 0, b: y, c: x, d: 0, e, f } : { a: x, b: 0, c: 0, d: y, e, f };
  }
}
