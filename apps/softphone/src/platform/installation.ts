import { Store } from './store';

/** The browser's offer to install the page, which it makes once and waits for a gesture to be taken up. */
interface InstallOffer extends Event {
  prompt(): Promise<{ readonly outcome: 'accepted' | 'dismissed' }>;
}

type State = 'unavailable' | 'offered' | 'installed';

/** Whether the desk can become an app of its own. Browsers that install by their own menu offer nothing. */
class Installation extends Store<State> {
  #offer: InstallOffer | null = null;

  constructor() {
    super(window.matchMedia('(display-mode: standalone)').matches ? 'installed' : 'unavailable');
    window.addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      this.#offer = event as InstallOffer;
      this.become('offered');
    });
    window.addEventListener('appinstalled', () => this.become('installed'));
  }

  async ask(): Promise<void> {
    const offer = this.#offer;
    this.#offer = null;
    const answer = await offer?.prompt();
    if (answer?.outcome !== 'accepted') this.become('unavailable');
  }
}

export const installation = new Installation();

/** A page that says why nothing is there, should the server be out of reach when the app is opened. */
export function serveOffline(): void {
  if (import.meta.env.PROD && 'serviceWorker' in navigator)
    void navigator.serviceWorker.register('/desk/sw.js', { scope: '/desk/' }).catch(() => undefined);
}
