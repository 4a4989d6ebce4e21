/** Shows how loud a stream is. One analyser per stream; `close` frees the audio context. */
export class Meter {
  readonly #audio = new AudioContext();
  readonly #analyser = this.#audio.createAnalyser();
  readonly #samples: Float32Array<ArrayBuffer>;

  constructor(stream: MediaStream) {
    this.#analyser.fftSize = 1024;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#audio.createMediaStreamSource(stream).connect(this.#analyser);
    void this.#audio.resume();
  }

  /** Between 0 (silence) and 1 (as loud as can be), on a scale that follows the ear: 60 dB. */
  level(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / this.#samples.length;
    return Math.min(1, Math.max(0, 1 + (10 * Math.log10(power + 1e-12)) / 60));
  }

  close(): void {
    void this.#audio.close();
  }
}
