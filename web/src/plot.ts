// Curves: spectra, several of them, and columns of tables, by uPlot.
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { choice, labelled, make, place, show, teller } from './dom';
import type { Signal, SiteFile } from './site';

const mostPoints = 200_000;
const mostCurves = 12;
const ink = ['--cold', '--bad', '--good', '--warn', '--ink', '--soft'];

interface Curve {
  name: string;
  values: ArrayLike<number | null>;
}

export class PlotView {
  readonly element: HTMLElement;
  private readonly stage = make('div', { className: 'viewer-plot', tabIndex: 0, role: 'img' });
  private readonly status = make('p', { className: 'viewer-read', role: 'status' });
  private readonly tell: (words: string) => void;
  private readonly isTable: boolean;
  private readonly at: number[];
  private plot: uPlot | null = null;
  private isLogarithmic = false;
  private over: number;
  private shown: Set<number>;
  private turn = 0;
  private cursor = 0;

  constructor(
    private readonly file: SiteFile,
    private readonly signal: Signal,
  ) {
    this.isTable = signal.type === 'table' || signal.type === 'point-cloud';
    this.at = signal.axes.map(() => 0);
    this.over = signal.hints.over ?? (this.isTable && signal.columns.length > 1 ? 0 : -1);
    this.shown = new Set(this.isTable ? signal.columns.map((_, column) => column).filter((column) => column !== this.over).slice(0, 1) : [0]);
    this.tell = teller(this.status);
    this.stage.setAttribute('aria-label', `Curves of ${signal.name || signal.type}. Left and right go from point to point.`);
    this.element = make('div', {}, this.isTable ? this.columns() : this.sliders(), this.stage, this.status);
    this.stage.addEventListener('keydown', (event) => this.key(event));
    new ResizeObserver(() => this.plot?.setSize({ width: Math.max(200, this.stage.clientWidth), height: 380 })).observe(this.stage);
    void this.load();
  }

  /** Another place of the axes before the last. */
  show(at: number[]): void {
    at.forEach((index, axis) => (this.at[axis] = index));
    void this.load();
  }

  private logarithmic(): HTMLElement {
    const box = make('input', { type: 'checkbox' });
    box.addEventListener('change', () => {
      this.isLogarithmic = box.checked;
      void this.load();
    });
    return labelled('logarithmic', box);
  }

  private columns(): HTMLElement {
    const names = this.signal.columns.map((name, column): [string, string] => [String(column), `${name || `column ${column + 1}`}${this.signal.columnUnits[column] ? ` (${this.signal.columnUnits[column]})` : ''}`]);
    const over = choice([['-1', 'number of the row'], ...names], String(this.over), (value) => {
      this.over = Number(value);
      void this.load();
    });
    const list = make('fieldset', { className: 'viewer-choices' }, make('legend', {}, 'Curves'), ...names.slice(0, 200).map(([value, words]) => {
      const box = make('input', { type: 'checkbox', checked: this.shown.has(Number(value)) });
      box.addEventListener('change', () => {
        box.checked ? this.shown.add(Number(value)) : this.shown.delete(Number(value));
        void this.load();
      });
      return labelled(words, box);
    }));
    return make('div', {}, make('div', { className: 'viewer-bar' }, labelled('Over', over), this.logarithmic()), list);
  }

  private sliders(): HTMLElement {
    return make('div', { className: 'viewer-bar' }, this.logarithmic(), ...this.signal.axes.slice(0, -1).map((axis, number) => {
      if (axis.length < 2) {
        return null;
      }
      const slider = make('input', { type: 'range', min: '0', max: String(axis.length - 1), value: '0' });
      const where = make('output', {}, ` 1 of ${axis.length}`);
      slider.addEventListener('input', () => {
        this.at[number] = Number(slider.value);
        where.textContent = ` ${this.at[number] + 1} of ${axis.length}${axis.scale === undefined ? '' : `, ${place(axis, this.at[number])}`}`;
        void this.load();
      });
      const label = labelled(axis.name || `axis ${number + 1}`, slider);
      label.append(where);
      return label;
    }));
  }

  private async load(): Promise<void> {
    const turn = ++this.turn;
    try {
      const [x, curves, words] = this.isTable ? await this.table() : await this.spectrum();
      if (turn === this.turn) {
        this.draw(x, curves, words);
      }
    } catch (failure) {
      this.status.textContent = failure instanceof Error ? failure.message : String(failure);
    }
  }

  private async spectrum(): Promise<[ArrayLike<number>, Curve[], string]> {
    const { axes, number, quantity, unit } = this.signal;
    const axis = axes[axes.length - 1];
    const step = Math.max(1, Math.ceil(axis.length / mostPoints));
    const [start, count, steps] = [[...this.at], axes.map(() => 1), axes.map(() => 1)];
    [start[axes.length - 1], count[axes.length - 1], steps[axes.length - 1]] = [0, Math.ceil(axis.length / step), step];
    const values = await this.file.values({ signal: number, start: start.join(), count: count.join(), step: steps.join() });
    let x: number[] = Array.from(values, (_, i) => (axis.offset ?? 0) + i * step * (axis.scale ?? 1));
    if (axis.uneven) {
      const places = await this.file.json<number[]>('places', { signal: number, axis: axes.length - 1 });
      x = x.map((_, i) => places[i * step]);
    }
    const name = `${quantity || 'value'}${unit ? ` (${unit})` : ''}`;
    return [x, [{ name, values: Array.from(values, (value) => (Number.isFinite(value) ? value : null)) }], `${axis.name || 'element'}${axis.unit ? ` (${axis.unit})` : ''}`];
  }

  private async table(): Promise<[ArrayLike<number>, Curve[], string]> {
    const rows = this.signal.axes[0].length;
    const step = Math.max(1, Math.ceil(rows / mostPoints));
    const column = async (index: number) => this.file.values({ signal: this.signal.number, start: `0,${index}`, count: `${Math.ceil(rows / step)},1`, step: `${step},1` });
    const name = (index: number) => `${this.signal.columns[index] || `column ${index + 1}`}${this.signal.columnUnits[index] ? ` (${this.signal.columnUnits[index]})` : ''}`;
    const chosen = [...this.shown].sort((one, other) => one - other).slice(0, mostCurves);
    const [over, ...curves] = await Promise.all([this.over < 0 ? null : column(this.over), ...chosen.map(column)]);
    const x = over ?? Float64Array.from({ length: Math.ceil(rows / step) }, (_, i) => i * step);
    // uPlot wants its places in order.
    const order = Array.from(x, (_, i) => i).filter((i) => Number.isFinite(x[i]));
    if (order.some((i, n) => n > 0 && x[i] < x[order[n - 1]])) {
      order.sort((one, other) => x[one] - x[other]);
    }
    return [order.map((i) => x[i]), curves.map((values, n) => ({ name: name(chosen[n]), values: order.map((i) => (Number.isFinite(values![i]) ? values![i] : null)) })), this.over < 0 ? 'row' : name(this.over)];
  }

  private draw(x: ArrayLike<number>, curves: Curve[], words: string): void {
    const colour = (name: string) => getComputedStyle(this.element).getPropertyValue(name).trim() || '#777';
    const axis = { stroke: colour('--ink'), grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line'), width: 1 } };
    this.plot?.destroy();
    this.plot = new uPlot({
      width: Math.max(200, this.stage.clientWidth),
      height: 380,
      scales: { x: { time: false }, y: { distr: this.isLogarithmic ? 3 : 1 } },
      axes: [{ ...axis, label: words }, { ...axis, size: 70, label: curves.length === 1 ? curves[0].name : '' }],
      series: [{ label: words }, ...curves.map((curve, n) => ({ label: curve.name, stroke: colour(ink[n % ink.length]), width: 1.5, dash: n >= ink.length ? [6, 3] : undefined, points: { show: x.length < 60 } }))],
      legend: { live: true },
    }, [x, ...curves.map((curve) => (this.isLogarithmic ? Array.from(curve.values, (value) => (value !== null && value > 0 ? value : null)) : curve.values))] as uPlot.AlignedData, this.stage);
    this.stage.toggleAttribute('data-complete', true);
    this.tell(`${curves.length === 1 ? 'One curve' : `${curves.length} curves`} of ${x.length} points over ${words}.`);
  }

  private key(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -50, PageDown: 50, Home: -Infinity, End: Infinity };
    const { plot } = this;
    if (!plot || !(event.key in steps)) {
      return;
    }
    event.preventDefault();
    const [x, ...curves] = plot.data;
    this.cursor = Math.max(0, Math.min(x.length - 1, this.cursor + steps[event.key]));
    plot.setCursor({ left: plot.valToPos(x[this.cursor], 'x'), top: 10 });
    this.tell(`${show(x[this.cursor])}: ${curves.map((values) => show(values[this.cursor])).join(', ')}`);
  }
}
