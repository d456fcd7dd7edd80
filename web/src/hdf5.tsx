// <dewar-hdf5 api="/api/experiments/NAME/h5grove" path="a/b.h5" at="/entry">: an HDF5 file by h5web, slice by slice.
import '@h5web/app/styles.css';
import './hdf5.css';
import { App, H5GroveProvider } from '@h5web/app';
import { createRoot } from 'react-dom/client';

class DewarHdf5 extends HTMLElement {
  connectedCallback(): void {
    const url = new URL(this.getAttribute('api') ?? '', location.href).href;
    const path = this.getAttribute('path') ?? '';
    const at = new URLSearchParams(location.search).get('at') ?? undefined;
    this.replaceChildren();
    createRoot(this).render(
      <H5GroveProvider url={url} filepath={path}>
        <App initialPath={at} sidebarOpen={this.clientWidth > 700} />
      </H5GroveProvider>,
    );
  }
}

customElements.define('dewar-hdf5', DewarHdf5);
