// Points in space, by three.js: a bounded number of them, evenly chosen.
import { AxesHelper, BufferAttribute, BufferGeometry, Color, PerspectiveCamera, Points, PointsMaterial, Scene, Vector3, WebGLRenderer } from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { colours } from './colours';
import { button, choice, labelled, make, teller } from './dom';
import type { Numbers, Signal, SiteFile } from './site';

const mostPoints = 1_000_000;
const step = 0.12;

export class PointsView {
  readonly element: HTMLElement;
  private readonly stage = make('div', { className: 'viewer-points', tabIndex: 0, role: 'img' });
  private readonly status = make('p', { className: 'viewer-read', role: 'status' });
  private readonly tell: (words: string) => void;
  private readonly geometry = new BufferGeometry();
  private readonly material = new PointsMaterial({ size: 2, sizeAttenuation: false, vertexColors: true });
  private readonly camera = new PerspectiveCamera(50, 1, 0.001, 1000);
  private readonly scene = new Scene();
  private renderer: WebGLRenderer | null = null;
  private controls: OrbitControls | null = null;
  private values: Numbers = new Float32Array();
  private by = 'auto';

  constructor(
    private readonly file: SiteFile,
    private readonly signal: Signal,
  ) {
    this.tell = teller(this.status);
    this.stage.setAttribute('aria-label', `${signal.axes[0].length} points in space. Arrow keys turn them, plus and minus go nearer and further, 0 shows all.`);
    const size = make('input', { type: 'range', min: '1', max: '8', step: '0.5', value: '2' });
    size.addEventListener('input', () => {
      this.material.size = Number(size.value);
      this.draw();
    });
    const by = choice([['auto', 'as in the file'], ...signal.columns.map((name, column): [string, string] => [String(column), name])], 'auto', (value) => {
      this.by = value;
      this.paint();
    });
    const buttons = make('span', { className: 'viewer-buttons' }, button('−', () => this.near(1.25), 'Further away'), button('+', () => this.near(0.8), 'Nearer'), button('All', () => this.home(), 'Show all points'));
    this.element = make('div', {}, make('div', { className: 'viewer-bar', role: 'toolbar', 'aria-label': 'Points' }, buttons, labelled('Size', size), labelled('Colour by', by)), this.stage, this.status);
    this.stage.addEventListener('keydown', (event) => this.key(event));
    void this.load();
  }

  private async load(): Promise<void> {
    try {
      const [points, columns] = this.signal.axes.map((axis) => axis.length);
      const every = Math.max(1, Math.ceil(points / mostPoints));
      const count = Math.ceil(points / every);
      this.values = await this.file.values({ signal: this.signal.number, start: '0,0', count: `${count},${columns}`, step: `${every},1` });
      this.place(count, columns);
      this.begin();
      this.tell(every === 1 ? `${points} points.` : `${count} of ${points} points: every ${every}th.`);
    } catch (failure) {
      this.status.textContent = failure instanceof Error ? failure.message : String(failure);
    }
  }

  /** Moves all to the middle and into a cube of two, as single floats have few digits. */
  private place(count: number, columns: number): void {
    const axes = ['x', 'y', 'z'].map((name, n) => {
      const found = this.signal.columns.findIndex((column) => column.toLowerCase() === name);
      return found < 0 ? n : found;
    });
    const low = [Infinity, Infinity, Infinity];
    const high = [-Infinity, -Infinity, -Infinity];
    for (let i = 0; i < count; i++) {
      axes.forEach((axis, n) => {
        const value = axis < columns ? this.values[i * columns + axis] : 0;
        if (Number.isFinite(value)) {
          [low[n], high[n]] = [Math.min(low[n], value), Math.max(high[n], value)];
        }
      });
    }
    const size = Math.max(...high.map((value, n) => value - low[n])) || 1;
    const places = new Float32Array(count * 3);
    for (let i = 0; i < count; i++) {
      axes.forEach((axis, n) => (places[i * 3 + n] = (((axis < columns ? this.values[i * columns + axis] : 0) - (low[n] + high[n]) / 2) / size) * 2));
    }
    this.geometry.setAttribute('position', new BufferAttribute(places, 3));
    this.geometry.setAttribute('color', new BufferAttribute(new Uint8Array(count * 3), 3, true));
    this.geometry.computeBoundingSphere();
    this.paint();
  }

  private paint(): void {
    const colour = this.geometry.getAttribute('color') as BufferAttribute | undefined;
    if (!colour) {
      return;
    }
    const columns = this.signal.axes[1].length;
    const own = ['red', 'green', 'blue'].map((name) => this.signal.columns.findIndex((column) => [name, name[0]].includes(column.toLowerCase())));
    const into = colour.array as Uint8Array;
    if (this.by === 'auto' && own.every((column) => column >= 0)) {
      let most = 1;
      for (let i = 0; i < colour.count; i++) {
        own.forEach((column) => (most = Math.max(most, this.values[i * columns + column])));
      }
      const times = most <= 1 ? 255 : most <= 255 ? 1 : 255 / 65535;
      for (let i = 0; i < colour.count; i++) {
        own.forEach((column, n) => (into[i * 3 + n] = this.values[i * columns + column] * times));
      }
    } else {
      const column = this.by === 'auto' ? Math.min(2, columns - 1) : Number(this.by);
      let [low, high] = [Infinity, -Infinity];
      for (let i = 0; i < colour.count; i++) {
        const value = this.values[i * columns + column];
        [low, high] = Number.isFinite(value) ? [Math.min(low, value), Math.max(high, value)] : [low, high];
      }
      const palette = colours('viridis');
      for (let i = 0; i < colour.count; i++) {
        const at = 3 * Math.max(0, Math.min(255, Math.trunc(((this.values[i * columns + column] - low) / (high - low || 1)) * 255) || 0));
        into.set(palette.subarray(at, at + 3), i * 3);
      }
    }
    colour.needsUpdate = true;
    this.draw();
  }

  private begin(): void {
    try {
      this.renderer = new WebGLRenderer({ antialias: true, preserveDrawingBuffer: true });
    } catch {
      throw new Error('This browser can’t draw in three dimensions (WebGL is off or missing). The points are in the table, and the preview shows them from one side.');
    }
    this.scene.background = new Color(getComputedStyle(this.element).getPropertyValue('--ground').trim() || '#fff');
    this.scene.add(new Points(this.geometry, this.material), new AxesHelper(0.25));
    this.stage.append(this.renderer.domElement);
    this.controls = new OrbitControls(this.camera, this.renderer.domElement);
    this.controls.addEventListener('change', () => this.draw());
    new ResizeObserver(() => this.resize()).observe(this.stage);
    this.resize();
    this.home();
    this.stage.toggleAttribute('data-complete', true);
  }

  private resize(): void {
    const [width, height] = [Math.max(1, this.stage.clientWidth), Math.max(1, this.stage.clientHeight)];
    this.renderer?.setPixelRatio(window.devicePixelRatio || 1);
    this.renderer?.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    this.draw();
  }

  private home(): void {
    const distance = (this.geometry.boundingSphere?.radius ?? 1.7) * 2.6;
    this.camera.position.set(distance * 0.6, -distance * 0.6, distance * 0.5);
    this.camera.up.set(0, 0, 1);
    this.controls?.target.set(0, 0, 0);
    this.controls?.update();
    this.draw();
  }

  private near(by: number): void {
    this.camera.position.multiplyScalar(by);
    this.controls?.update();
    this.draw();
  }

  private key(event: KeyboardEvent): void {
    const turns: Record<string, () => void> = {
      ArrowLeft: () => this.turn(new Vector3(0, 0, 1), -step), ArrowRight: () => this.turn(new Vector3(0, 0, 1), step),
      ArrowUp: () => this.turn(this.across(), step), ArrowDown: () => this.turn(this.across(), -step),
      '+': () => this.near(0.8), '=': () => this.near(0.8), '-': () => this.near(1.25), '0': () => this.home(),
    };
    if (turns[event.key] && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      turns[event.key]();
    }
  }

  private across(): Vector3 {
    return new Vector3().crossVectors(this.camera.position, this.camera.up).normalize();
  }

  private turn(around: Vector3, by: number): void {
    this.camera.position.applyAxisAngle(around, by);
    this.controls?.update();
    this.draw();
  }

  private draw(): void {
    this.renderer?.render(this.scene, this.camera);
  }
}
