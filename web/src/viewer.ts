// <dewar-viewer api="/api/experiments/NAME" path="a/b.dm4" signal="0">: shows the signals of a file. Until it can, what stands in it is shown.
import './viewer.css';
import { choice, labelled, make } from './dom';
import { type FoundSignals, type Signal, SiteFile } from './site';

interface View {
  element: HTMLElement;
}

/** How a signal can be looked at; the first is what it is shown as. */
function ways(signal: Signal): string[] {
  const rank = signal.axes.length;
  const isWide = (count: number) => signal.axes.slice(-count).every((axis) => axis.length > 1);
  switch (signal.type) {
    case 'text':
      return ['text'];
    case 'table':
      return ['plot', 'table'];
    case 'point-cloud':
      return ['points', 'plot', 'table'];
    case 'spectrum':
      return rank > 1 && isWide(2) ? ['plot', 'image'] : ['plot'];
    case 'spectrum-image':
      return rank > 2 ? ['map', 'image', 'plot'] : ['image', 'plot'];
    default:
      return rank > 1 ? ['image', 'plot'] : rank === 1 ? ['plot'] : [];
  }
}

const words: Record<string, string> = { image: 'picture', plot: 'curves', table: 'table', points: 'points in space', text: 'text', map: 'picture and spectra' };

async function open(file: SiteFile, signal: Signal, way: string): Promise<View> {
  const rank = signal.axes.length;
  switch (way) {
    case 'image':
      return new (await import('./image')).ImageView(file, signal, rank - 2, rank - 1);
    case 'map': {
      const [{ ImageView }, { PlotView }] = await Promise.all([import('./image'), import('./plot')]);
      const plot = new PlotView(file, signal);
      const image = new ImageView(file, signal, rank - 3, rank - 2, (at) => plot.show(at));
      return { element: make('div', {}, image.element, make('p', { className: 'soft small' }, 'A click on the picture shows the spectrum there.'), plot.element) };
    }
    case 'plot':
      return new (await import('./plot')).PlotView(file, signal);
    case 'points':
      return new (await import('./points')).PointsView(file, signal);
    case 'table':
      return new (await import('./table')).TableView(file, signal);
    default:
      return new (await import('./text')).TextView(file);
  }
}

class DewarViewer extends HTMLElement {
  private file!: SiteFile;
  private signals: Signal[] = [];
  private stage = make('div');

  async connectedCallback(): Promise<void> {
    this.file = new SiteFile(this.getAttribute('api') ?? '', this.getAttribute('path') ?? '');
    try {
      if (this.getAttribute('as') === 'text') {
        this.replaceChildren((await open(this.file, { axes: [] } as unknown as Signal, 'text')).element);
        return;
      }
      const found = await this.file.json<FoundSignals>('signals');
      this.signals = found.signals.filter((signal) => signal.type === 'text' || (signal.readable && ways(signal).length > 0 && signal.axes.every((axis) => axis.length > 0)));
      if (this.signals.length === 0) {
        this.say(found.signals.length === 0 ? 'No reader finds anything in this file that could be shown.' : 'The values in this file can’t be read.');
        return;
      }
      const asked = new URLSearchParams(location.search).get('signal') ?? this.getAttribute('signal');
      const first = this.signals.find((signal) => String(signal.number) === asked) ?? this.signals.find((signal) => signal.main) ?? this.signals[0];
      this.replaceChildren(this.chooser(first), this.stage);
      await this.show(first, new URLSearchParams(location.search).get('way') ?? '');
    } catch (failure) {
      this.say(failure instanceof Error ? failure.message : String(failure));
    }
  }

  private say(text: string): void {
    // What stood here, the drawn preview, stays below.
    this.prepend(make('p', { className: 'refused', role: 'alert' }, text));
  }

  private chooser(first: Signal): HTMLElement {
    const ways_ = make('span');
    const bar = make('div', { className: 'viewer-bar viewer-signals' });
    const name = (signal: Signal) => `${signal.number + 1}. ${signal.name || signal.type.replaceAll('-', ' ')} · ${signal.axes.map((axis) => axis.length).join(' × ') || 'text'}`;
    if (this.signals.length > 1) {
      bar.append(labelled('Signal', choice(this.signals.map((signal) => [String(signal.number), name(signal)]), String(first.number), (value) => {
        void this.show(this.signals.find((signal) => String(signal.number) === value)!, '');
      })));
    }
    bar.append(ways_);
    this.chosen = (signal, way) => ways_.replaceChildren(ways(signal).length > 1 ? labelled('Shown as', choice(ways(signal).map((each) => [each, words[each]]), way, (value) => void this.show(signal, value))) : '');
    return bar;
  }

  private chosen: (signal: Signal, way: string) => void = () => undefined;

  private async show(signal: Signal, asked: string): Promise<void> {
    const way = ways(signal).includes(asked) ? asked : ways(signal)[0];
    this.chosen(signal, way);
    // Every view is an address that can be sent.
    const query = new URLSearchParams(location.search);
    query.set('signal', String(signal.number));
    query.set('way', way);
    history.replaceState(null, '', `?${query.toString()}`);
    try {
      this.stage.replaceChildren((await open(this.file, signal, way)).element);
    } catch (failure) {
      this.stage.replaceChildren(make('p', { className: 'refused', role: 'alert' }, failure instanceof Error ? failure.message : String(failure)));
    }
  }
}

customElements.define('dewar-viewer', DewarViewer);
