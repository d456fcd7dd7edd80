// What h5web needs of the packages ndarray and ndarray-ops, without making code at run time: the pages' policy forbids that.

type Store = ArrayLike<unknown> & { [index: number]: unknown };

function dtypeOf(data: unknown): string {
  const name = Object.prototype.toString.call(data).slice(8, -1);
  return name.endsWith('Array') && name !== 'Array'
    ? name.replace('Clamped', '_clamped').replace('Array', '').toLowerCase()
    : Array.isArray(data)
      ? 'array'
      : 'generic';
}

export class NdArray {
  readonly dtype: string;

  constructor(
    readonly data: Store,
    readonly shape: number[],
    readonly stride: number[],
    readonly offset: number,
  ) {
    this.dtype = dtypeOf(data);
  }

  get dimension(): number {
    return this.shape.length;
  }

  get size(): number {
    return this.shape.reduce((product, length) => product * length, 1);
  }

  /** The axes, that of the smallest stride first. */
  get order(): number[] {
    return this.stride.map((_, axis) => axis).sort((one, other) => Math.abs(this.stride[one]) - Math.abs(this.stride[other]));
  }

  index(...at: number[]): number {
    let index = this.offset;
    for (let axis = 0; axis < this.stride.length; axis++) {
      index += at[axis] * this.stride[axis];
    }
    return index;
  }

  get(...at: number[]): unknown {
    return this.data[this.index(...at)];
  }

  set(...at: unknown[]): unknown {
    const value = at.pop();
    this.data[this.index(...(at as number[]))] = value;
    return value;
  }

  lo(...from: (number | null)[]): NdArray {
    const start = this.shape.map((_, axis) => from[axis] ?? 0);
    return new NdArray(this.data, this.shape.map((length, axis) => length - start[axis]), this.stride, this.index(...start));
  }

  hi(...to: (number | null)[]): NdArray {
    return new NdArray(this.data, this.shape.map((length, axis) => to[axis] ?? length), this.stride, this.offset);
  }

  step(...by: (number | null)[]): NdArray {
    const step = this.shape.map((_, axis) => by[axis] ?? 1);
    const start = this.shape.map((length, axis) => (step[axis] < 0 ? length - 1 : 0));
    const shape = this.shape.map((length, axis) => Math.ceil(length / Math.abs(step[axis])));
    return new NdArray(this.data, shape, this.stride.map((stride, axis) => stride * step[axis]), this.index(...start));
  }

  transpose(...axes: number[]): NdArray {
    const order = this.shape.map((_, axis) => axes[axis] ?? axis);
    return new NdArray(this.data, order.map((axis) => this.shape[axis]), order.map((axis) => this.stride[axis]), this.offset);
  }

  pick(...at: (number | null | undefined)[]): NdArray {
    const kept = this.shape.map((_, axis) => axis).filter((axis) => !(Number(at[axis] ?? -1) >= 0));
    const start = this.shape.map((_, axis) => (Number(at[axis] ?? -1) >= 0 ? (at[axis] as number) : 0));
    return new NdArray(this.data, kept.map((axis) => this.shape[axis]), kept.map((axis) => this.stride[axis]), this.index(...start));
  }
}

export default function ndarray(data: Store, shape: number[] = [data.length], stride?: number[], offset?: number): NdArray {
  let strides = stride;
  if (!strides) {
    strides = new Array<number>(shape.length);
    for (let axis = shape.length - 1, product = 1; axis >= 0; axis--) {
      strides[axis] = product;
      product *= shape[axis];
    }
  }
  const start = offset ?? strides.reduce((sum, each, axis) => (each < 0 ? sum - (shape[axis] - 1) * each : sum), 0);
  return new NdArray(data, shape, strides, start);
}

/** Copies all elements of one array to another of the same shape. */
export function assign(into: NdArray, from: NdArray): void {
  const rank = into.shape.length;
  if (into.size === 0) {
    return;
  }
  const at = new Array<number>(rank).fill(0);
  let [to, of] = [into.offset, from.offset];
  while (true) {
    into.data[to] = from.data[of];
    let axis = rank - 1;
    for (; axis >= 0; axis--) {
      at[axis]++;
      to += into.stride[axis];
      of += from.stride[axis];
      if (at[axis] < into.shape[axis]) {
        break;
      }
      to -= at[axis] * into.stride[axis];
      of -= at[axis] * from.stride[axis];
      at[axis] = 0;
    }
    if (axis < 0) {
      return;
    }
  }
}
