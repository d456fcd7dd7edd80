// Pictures by tiles: of any size, 8 to 64 bits, in stacks; zoom, contrast, a scale bar, values under the pointer.
import type { ColourMap } from './colours';
import { button, choice, labelled, make, place, show, teller } from './dom';
import { Orientation } from './orientation';
import { type Look, paint } from './paint';
import type { Signal, SiteFile, Tile } from './site';

const tileSize = 256;
const mostTiles = 160;
const atOnce = 4;

interface Range {
  percentiles: [share: number, value: number][];
  histogram: number[];
}

interface Held {
  tile: Tile;
  drawn?: { look: string; canvas: HTMLCanvasElement };
  usedAt: number;
}

export class ImageView {
  readonly element: HTMLElement;
  private readonly canvas = make('canvas', { className: 'viewer-canvas', tabIndex: 0, role: 'img' });
  private readonly bar = make('div', { className: 'viewer-scale', 'aria-hidden': 'true' });
  private readonly read = make('output', { className: 'viewer-read' });
  private readonly tell: (words: string) => void;
  private readonly held = new Map<string, Held>();
  private readonly wanted = new Map<string, AbortController>();
  private readonly failed = new Set<string>();
  private readonly low = make('input', { type: 'number', step: 'any' });
  private readonly high = make('input', { type: 'number', step: 'any' });
  private readonly histogram = make('canvas', { className: 'viewer-histogram', width: 128, height: 40, 'aria-hidden': 'true' });
  private at: number[];
  private zoom = 0;
  private x = 0;
  private y = 0;
  private map: ColourMap = 'grey';
  private isInverted: boolean;
  private isLogarithmic = false;
  private spread = 'auto';
  private range: Range | null = null;
  private readonly lie: Orientation;
  private turn = 0;
  private frame = 0;

  /** @param picked is told of the place that was clicked, in elements. */
  constructor(
    private readonly file: SiteFile,
    private readonly signal: Signal,
    private readonly rows: number,
    private readonly columns: number,
    private readonly picked?: (at: number[]) => void,
  ) {
    this.at = signal.axes.map((axis, number) => (signal.type === 'volume' && number === 0 ? Math.floor(axis.length / 2) : 0));
    this.isInverted = signal.hints.isInverted;
    // It is said of the picture that the file has, not of another section through it.
    const isOwn = columns === signal.axes.length - 1 && rows === columns - 1;
    this.lie = new Orientation(isOwn ? signal.hints.orientation : 1, signal.axes[columns].length, signal.axes[rows].length);
    const status = make('p', { className: 'unseen', role: 'status' });
    this.tell = teller(status);
    this.canvas.setAttribute('aria-label', `${signal.name || signal.type}: ${this.width} by ${this.height} elements. Arrow keys move, plus and minus zoom, 0 shows all.`);
    this.element = make('div', { className: 'viewer-image' }, this.toolbar(), this.sliders(), make('div', { className: 'viewer-stage' }, this.canvas, this.bar, this.read), status);
    this.listen();
    new ResizeObserver(() => this.resize()).observe(this.canvas);
    void this.measure();
  }

  private get width(): number {
    return this.lie.width;
  }

  private get height(): number {
    return this.lie.height;
  }

  private get isColour(): boolean {
    return this.signal.channels >= 3;
  }

  private get place(): Record<string, string | number> {
    return { signal: this.signal.number, at: this.at.join(), rows: this.rows, columns: this.columns };
  }

  private toolbar(): HTMLElement {
    const spreads: [string, string][] = [['auto', this.signal.hints.low === undefined ? 'automatic' : 'as the instrument showed it'], ['0.1', '0.1 to 99.9 %'], ['1', '1 to 99 %'], ['2', '2 to 98 %'], ['0', 'least to greatest'], ['own', 'chosen values']];
    const spread = choice(spreads, 'auto', (value) => {
      this.spread = value;
      this.stretch();
    });
    for (const input of [this.low, this.high]) {
      input.addEventListener('change', () => {
        this.spread = spread.value = 'own';
        this.draw();
      });
    }
    const logarithmic = make('input', { type: 'checkbox' });
    logarithmic.addEventListener('change', () => {
      this.isLogarithmic = logarithmic.checked;
      this.draw();
    });
    const inverted = make('input', { type: 'checkbox', checked: this.isInverted });
    inverted.addEventListener('change', () => {
      this.isInverted = inverted.checked;
      this.draw();
    });
    return make('div', { className: 'viewer-bar', role: 'toolbar', 'aria-label': 'Picture' },
      make('span', { className: 'viewer-buttons' }, button('−', () => this.scale(0.5), 'Zoom out'), button('+', () => this.scale(2), 'Zoom in'), button('All', () => this.fit(), 'Show all of it'), button('1:1', () => this.scale(1 / this.zoom), 'One element to a pixel')),
      labelled('Contrast', spread), labelled('from', this.low), labelled('to', this.high), !this.isColour && this.histogram,
      !this.isColour && labelled('Colours', choice([['grey', 'grey'], ['viridis', 'viridis'], ['inferno', 'inferno']], this.map, (value) => {
        this.map = value as ColourMap;
        this.draw();
      })),
      !this.isColour && labelled('logarithmic', logarithmic), !this.isColour && labelled('inverted', inverted));
  }

  /** One for each axis that the picture does not have: the frames of a stack. */
  private sliders(): HTMLElement {
    return make('div', { className: 'viewer-bar' }, ...this.signal.axes.map((axis, number) => {
      if (number === this.rows || number === this.columns || axis.length < 2) {
        return null;
      }
      const slider = make('input', { type: 'range', min: '0', max: String(axis.length - 1), value: String(this.at[number]) });
      const where = make('output');
      const told = () => {
        where.textContent = ` ${this.at[number] + 1} of ${axis.length}${axis.scale === undefined ? '' : `, ${place(axis, this.at[number])}`}`;
        slider.setAttribute('aria-valuetext', where.textContent);
      };
      slider.addEventListener('input', () => {
        this.at[number] = Number(slider.value);
        told();
        this.wanted.forEach((each) => each.abort());
        void this.measure();
      });
      told();
      const label = labelled(axis.name || `axis ${number + 1}`, slider);
      label.append(where);
      return label;
    }));
  }

  private listen(): void {
    const keys: Record<string, () => void> = {
      ArrowLeft: () => this.move(-64, 0), ArrowRight: () => this.move(64, 0), ArrowUp: () => this.move(0, -64), ArrowDown: () => this.move(0, 64),
      '+': () => this.scale(2), '=': () => this.scale(2), '-': () => this.scale(0.5), '0': () => this.fit(),
    };
    this.canvas.addEventListener('keydown', (event) => {
      if (keys[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        keys[event.key]();
      }
    });
    this.canvas.addEventListener('wheel', (event) => {
      // Without a key the page scrolls, as everywhere.
      if (event.ctrlKey || event.metaKey || document.activeElement === this.canvas) {
        event.preventDefault();
        this.scale(2 ** (-event.deltaY / 240), event.offsetX, event.offsetY);
      }
    }, { passive: false });
    let from: { x: number; y: number; moved: boolean } | null = null;
    this.canvas.addEventListener('pointerdown', (event) => {
      from = { x: event.clientX, y: event.clientY, moved: false };
      this.canvas.setPointerCapture(event.pointerId);
    });
    this.canvas.addEventListener('pointermove', (event) => {
      this.point(event.offsetX, event.offsetY);
      if (from && (from.moved || Math.hypot(event.clientX - from.x, event.clientY - from.y) > 4)) {
        this.move(from.x - event.clientX, from.y - event.clientY);
        from = { x: event.clientX, y: event.clientY, moved: true };
      }
    });
    this.canvas.addEventListener('pointerup', (event) => {
      if (from && !from.moved && this.picked) {
        const at = [...this.at];
        [at[this.columns], at[this.rows]] = this.elementAt(event.offsetX, event.offsetY);
        this.picked(at);
      }
      from = null;
    });
    this.canvas.addEventListener('pointerleave', () => (this.read.textContent = ''));
  }

  /** The column and the row at a place of the canvas. */
  private elementAt(offsetX: number, offsetY: number): [number, number] {
    const at = (offset: number, size: number, centre: number, most: number) => Math.max(0, Math.min(most - 1, Math.floor(centre + (offset - size / 2) / this.zoom))) + 0.5;
    const [column, row] = this.lie.inFile(at(offsetX, this.canvas.clientWidth, this.x, this.width), at(offsetY, this.canvas.clientHeight, this.y, this.height));
    return [Math.floor(column), Math.floor(row)];
  }

  private async measure(): Promise<void> {
    const turn = ++this.turn;
    this.draw();
    try {
      const range = await this.file.json<Range>('ranges', this.place);
      if (turn === this.turn) {
        this.range = range;
        this.stretch();
      }
    } catch (failure) {
      this.fail(failure);
    }
  }

  private stretch(): void {
    const percentiles = new Map(this.range?.percentiles ?? []);
    const { low, high } = this.signal.hints;
    let ends: [number, number] | null = null;
    if (this.spread === 'auto' && low !== undefined && high !== undefined) {
      ends = [low, high];
    } else if (this.spread === 'auto' && this.isColour) {
      ends = [0, this.signal.element.endsWith('16') ? 65535 : 255];
    } else if (this.spread !== 'own') {
      const share = this.spread === 'auto' ? 0.1 : Number(this.spread);
      ends = [percentiles.get(share) ?? 0, percentiles.get(100 - share) ?? 1];
    }
    if (ends) {
      [this.low.value, this.high.value] = [String(Number(ends[0].toPrecision(7))), String(Number(ends[1].toPrecision(7)))];
    }
    this.drawHistogram();
    this.draw();
  }

  private drawHistogram(): void {
    const [pen, bars] = [this.histogram.getContext('2d')!, this.range?.histogram ?? []];
    pen.clearRect(0, 0, 128, 40);
    pen.fillStyle = getComputedStyle(this.element).getPropertyValue('--edge') || '#888';
    const most = Math.sqrt(Math.max(1, ...bars));
    bars.forEach((count, i) => pen.fillRect(i, 40 - (Math.sqrt(count) / most) * 40, 1, 40));
  }

  private resize(): void {
    const scale = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(this.canvas.clientWidth * scale);
    this.canvas.height = Math.round(this.canvas.clientHeight * scale);
    this.zoom === 0 ? this.fit() : this.draw();
  }

  private fit(): void {
    [this.x, this.y] = [this.width / 2, this.height / 2];
    this.zoom = Math.min(this.canvas.clientWidth / this.width, this.canvas.clientHeight / this.height) || 1;
    this.moved();
  }

  private scale(by: number, aroundX = this.canvas.clientWidth / 2, aroundY = this.canvas.clientHeight / 2): void {
    const [dx, dy] = [aroundX - this.canvas.clientWidth / 2, aroundY - this.canvas.clientHeight / 2];
    const zoom = Math.max(Math.min(this.canvas.clientWidth / this.width, this.canvas.clientHeight / this.height, 1) / 4, Math.min(64, this.zoom * by));
    this.x += dx / this.zoom - dx / zoom;
    this.y += dy / this.zoom - dy / zoom;
    this.zoom = zoom;
    this.moved();
  }

  private move(dx: number, dy: number): void {
    this.x += dx / this.zoom;
    this.y += dy / this.zoom;
    this.moved();
  }

  private moved(): void {
    [this.x, this.y] = [Math.max(0, Math.min(this.width, this.x)), Math.max(0, Math.min(this.height, this.y))];
    this.tell(`${show(this.zoom * 100)} percent, centre ${Math.round(this.x)}, ${Math.round(this.y)}`);
    this.draw();
  }

  private draw(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.drawNow();
    });
  }

  private drawNow(): void {
    const [pen, scale] = [this.canvas.getContext('2d')!, window.devicePixelRatio || 1];
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const [left, top] = [this.x - this.canvas.clientWidth / 2 / this.zoom, this.y - this.canvas.clientHeight / 2 / this.zoom];
    const corners = [this.lie.inFile(left, top), this.lie.inFile(left + this.canvas.clientWidth / this.zoom, top + this.canvas.clientHeight / this.zoom)];
    const [from, to] = [Math.min, Math.max].map((end) => ({ column: end(corners[0][0], corners[1][0]), row: end(corners[0][1], corners[1][1]) }));
    pen.setTransform(this.lie.transform(left, top, this.zoom * scale));
    pen.imageSmoothingEnabled = this.zoom < 1;
    const [columns, rows] = [this.signal.axes[this.columns].length, this.signal.axes[this.rows].length];
    const highest = Math.max(0, Math.ceil(Math.log2(Math.max(columns, rows) / tileSize)));
    const level = Math.max(0, Math.min(highest, Math.floor(-Math.log2(this.zoom * scale) + 0.01)));
    const missing: [string, number, number, number][] = [];
    const seen = new Set<string>();
    // The coarsest first: it stands where a finer one is still on its way.
    for (const each of level === highest ? [level] : [highest, level]) {
      const span = tileSize * 2 ** each;
      for (let row = Math.max(0, Math.floor(from.row / span)); row * span < Math.min(to.row, rows); row++) {
        for (let column = Math.max(0, Math.floor(from.column / span)); column * span < Math.min(to.column, columns); column++) {
          const key = `${this.at.join()}/${each}/${row}/${column}`;
          seen.add(key);
          const held = this.held.get(key);
          if (held) {
            held.usedAt = performance.now();
            pen.drawImage(this.paint(held), column * span, row * span, held.tile.width * 2 ** each, held.tile.height * 2 ** each);
          } else if (!this.failed.has(key)) {
            missing.push([key, each, row, column]);
          }
        }
      }
    }
    this.wanted.forEach((request, key) => !seen.has(key) && request.abort());
    missing.slice(0, Math.max(0, atOnce - this.wanted.size)).forEach(([key, each, row, column]) => void this.fetch(key, each, row, column));
    this.canvas.toggleAttribute('data-complete', missing.length === 0 && this.range !== null);
    this.drawScale();
  }

  private async fetch(key: string, level: number, row: number, column: number): Promise<void> {
    if (this.wanted.has(key)) {
      return;
    }
    const request = new AbortController();
    this.wanted.set(key, request);
    try {
      const span = tileSize * 2 ** level;
      const tile = await this.file.tile({ ...this.place, x: column * span, y: row * span, width: tileSize, height: tileSize, reduce: 2 ** level }, request.signal);
      this.held.set(key, { tile, usedAt: performance.now() });
      if (this.held.size > mostTiles) {
        [...this.held].sort(([, one], [, other]) => one.usedAt - other.usedAt).slice(0, mostTiles / 4).forEach(([old]) => this.held.delete(old));
      }
    } catch (failure) {
      if (!request.signal.aborted) {
        this.failed.add(key);
        this.fail(failure);
      }
    } finally {
      this.wanted.delete(key);
      this.draw();
    }
  }

  private paint(held: Held): HTMLCanvasElement {
    const look: Look = { low: Number(this.low.value || 0), high: Number(this.high.value || 1), map: this.map, isInverted: this.isInverted, isLogarithmic: this.isLogarithmic };
    const name = JSON.stringify(look);
    if (held.drawn?.look !== name) {
      const canvas = held.drawn?.canvas ?? make('canvas', { width: held.tile.width, height: held.tile.height });
      paint(canvas, held.tile, look, this.signal.hints.palette);
      held.drawn = { look: name, canvas };
    }
    return held.drawn.canvas;
  }

  private drawScale(): void {
    const axis = this.signal.axes[this.lie.isTurned ? this.rows : this.columns];
    const each = axis.scale === undefined ? 1 : Math.abs(axis.scale);
    const length = (100 / this.zoom) * each;
    const power = 10 ** Math.floor(Math.log10(length));
    const round = [5, 2, 1].map((digit) => digit * power).find((value) => value <= length) ?? power;
    this.bar.style.width = `${(round / each) * this.zoom}px`;
    this.bar.textContent = `${show(round)} ${axis.scale === undefined ? 'px' : (axis.unit ?? '')}`;
  }

  private point(offsetX: number, offsetY: number): void {
    const [x, y] = this.elementAt(offsetX, offsetY);
    const held = this.held.get(`${this.at.join()}/0/${Math.floor(y / tileSize)}/${Math.floor(x / tileSize)}`);
    const { tile } = held ?? {};
    const first = tile ? ((y % tileSize) * tile.width + (x % tileSize)) * tile.channels : 0;
    const value = tile ? Array.from({ length: tile.channels }, (_, c) => show(tile.numbers[first + c])).join(', ') : '';
    const [across, down] = [this.signal.axes[this.columns], this.signal.axes[this.rows]];
    const places = across.scale === undefined ? '' : ` (${place(across, x)}, ${place(down, y)})`;
    this.read.textContent = `${x}, ${y}${places}${value && `: ${value}${this.signal.unit ? ` ${this.signal.unit}` : ''}`}`;
  }

  private fail(failure: unknown): void {
    this.read.textContent = failure instanceof Error ? failure.message : String(failure);
    this.tell(this.read.textContent);
  }
}
