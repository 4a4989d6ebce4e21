import type { CallLeg } from './call-leg';
import type { Devices } from './devices';

/** Where the caller is heard, and what the agent speaks into: it follows to another headset in mid-call. */
export class Sound {
  readonly #devices: Devices;
  readonly #speaker: HTMLAudioElement;
  #leg: CallLeg | null = null;
  /** The microphone the present call speaks into. */
  #spokenInto = '';
  #switching = false;

  constructor(devices: Devices, speaker: HTMLAudioElement) {
    this.#devices = devices;
    this.#speaker = speaker;
    devices.watch(() => void this.#devicesChanged());
  }

  /** Opens the microphone for a call that rings. */
  open(): Promise<MediaStream> {
    this.#spokenInto = this.#devices.microphoneNow;
    return this.#devices.open();
  }

  play(stream: MediaStream): void {
    this.#speaker.srcObject = stream;
    // Refused only where the page was never touched; the agent has just clicked or pressed a key to answer.
    void this.#speaker.play().catch(() => undefined);
  }

  /** The call that is spoken in from now on. */
  async follow(leg: CallLeg): Promise<void> {
    this.#leg = leg;
    await this.#devicesChanged();
  }

  hush(): void {
    this.#leg = null;
    this.#speaker.srcObject = null;
  }

  /** Chosen, forced by pulling the plug of the first, or the system's. */
  async #devicesChanged(): Promise<void> {
    await this.#devices.route(this.#speaker, 'speaker');
    const leg = this.#leg;
    // Opening a microphone is itself a change of the devices, and comes back here.
    if (!leg || this.#switching) return;
    this.#switching = true;
    while (this.#leg === leg && (await this.#speaksElsewhere(leg))) {
      this.#spokenInto = this.#devices.microphoneNow;
      const opened = await this.#devices.open().catch(() => null);
      if (opened) await leg.speakInto(opened);
      else {
        // Tried again at the next change.
        this.#spokenInto = '';
        break;
      }
    }
    this.#switching = false;
  }

  async #speaksElsewhere(leg: CallLeg): Promise<boolean> {
    const [track] = (await leg.microphone).getAudioTracks();
    return this.#devices.microphoneNow !== this.#spokenInto || track?.readyState !== 'live';
  }
}
