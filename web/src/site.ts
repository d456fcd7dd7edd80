// The site's API for signals.

export interface Axis {
  name: string;
  length: number;
  scale?: number;
  offset?: number;
  unit?: string;
  scan?: boolean;
  uneven?: boolean;
}

export interface Signal {
  number: number;
  name: string;
  type: string;
  element: string;
  channels: number;
  quantity: string;
  unit: string | null;
  main: boolean;
  readable: boolean;
  axes: Axis[];
  columns: string[];
  columnUnits: (string | null)[];
  hints: { low?: number; high?: number; isInverted: boolean; orientation: number; palette?: string; over?: number };
}

export interface FoundSignals {
  format: string;
  damage: string | null;
  signals: Signal[];
}

export type Numbers = Float32Array | Float64Array | Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array;

export interface Tile {
  numbers: Numbers;
  channels: number;
  width: number;
  height: number;
}

/** A file of an experiment. */
export class SiteFile {
  constructor(
    private readonly api: string,
    private readonly path: string,
  ) {}

  /** Where something about this file is. */
  address(what: string, parameters: Record<string, string | number> = {}): string {
    const path = this.path.split('/').map(encodeURIComponent).join('/');
    const query = new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)])).toString();
    return `${this.api}/${what}/${path}${query && `?${query}`}`;
  }

  async json<T>(what: string, parameters: Record<string, string | number> = {}, signal?: AbortSignal): Promise<T> {
    return (await (await this.ask(what, parameters, { signal })).json()) as T;
  }

  async tile(parameters: Record<string, string | number>, signal?: AbortSignal): Promise<Tile> {
    const answer = await this.ask('planes', parameters, { signal });
    const [element, width, height] = (answer.headers.get('X-Dewar-Element') ?? 'uint8;0;0').split(';');
    return { numbers: numbers(await answer.arrayBuffer(), element), channels: channelsOf(element), width: Number(width), height: Number(height) };
  }

  async values(parameters: Record<string, string | number>, signal?: AbortSignal): Promise<Numbers> {
    const answer = await this.ask('values', parameters, { signal });
    return numbers(await answer.arrayBuffer(), answer.headers.get('X-Dewar-Element') ?? 'uint8');
  }

  /** Bytes of the file itself. */
  async bytes(from: number, to: number, signal?: AbortSignal): Promise<{ bytes: Uint8Array; total: number }> {
    const answer = await this.ask('content', {}, { signal, headers: { Range: `bytes=${from}-${to - 1}` } });
    const total = Number(answer.headers.get('Content-Range')?.split('/')[1] ?? answer.headers.get('Content-Length') ?? 0);
    return { bytes: new Uint8Array(await answer.arrayBuffer()), total };
  }

  private async ask(what: string, parameters: Record<string, string | number>, init: RequestInit): Promise<Response> {
    const answer = await fetch(this.address(what, parameters), init);
    if (!answer.ok) {
      const problem = (await answer.json().catch(() => ({}))) as { title?: string };
      throw new Error(problem.title ?? `The site answered with ${answer.status}.`);
    }
    return answer;
  }
}

function channelsOf(element: string): number {
  return element.startsWith('rgba') ? 4 : element.startsWith('rgb') ? 3 : Number(/^[a-z]+\d+x(\d+)$/.exec(element)?.[1] ?? 1);
}

function numbers(buffer: ArrayBuffer, element: string): Numbers {
  const one = element.replace(/^([a-z]+\d+)x\d+$/, '$1').replace(/^rgba?/, 'uint');
  switch (one) {
    case 'uint8':
      return new Uint8Array(buffer);
    case 'int8':
      return new Int8Array(buffer);
    case 'uint16':
      return new Uint16Array(buffer);
    case 'int16':
      return new Int16Array(buffer);
    case 'uint32':
      return new Uint32Array(buffer);
    case 'int32':
      return new Int32Array(buffer);
    case 'float32':
      return new Float32Array(buffer);
    case 'float64':
      return new Float64Array(buffer);
    case 'uint64':
      return Float64Array.from(new BigUint64Array(buffer), Number);
    case 'int64':
      return Float64Array.from(new BigInt64Array(buffer), Number);
    case 'float16':
      return Float32Array.from(new Uint16Array(buffer), half);
    case 'complex64':
      return magnitudes(new Float32Array(buffer));
    case 'complex128':
      return magnitudes(new Float64Array(buffer));
    default:
      throw new Error(`Nobody here can show elements of type ${element}.`);
  }
}

function half(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  return exponent === 0 ? sign * fraction * 2 ** -24 : exponent === 31 ? (fraction ? NaN : sign * Infinity) : sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

function magnitudes(pairs: Float32Array | Float64Array): Float64Array {
  return Float64Array.from({ length: pairs.length / 2 }, (_, i) => Math.hypot(pairs[2 * i], pairs[2 * i + 1]));
}
