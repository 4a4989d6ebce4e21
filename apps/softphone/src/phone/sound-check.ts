import type { Devices } from './devices';
import { Meter } from './meter';

export const SAMPLE_MS = 4_000;
/** On the meter's scale of 60 dB: below it there was no voice, only the noise of a room. */
const AUDIBLE = 0.3;

export interface Sample {
  readonly sound: Blob;
  /** Whether anything was said. */
  readonly audible: boolean;
}

/** Records a few seconds from the chosen microphone, to be heard by who spoke. Nothing of it leaves the browser. */
export async function record(devices: Devices, ms = SAMPLE_MS): Promise<Sample> {
  const stream = await devices.open();
  const meter = new Meter(stream);
  let loudest = 0;
  const timer = window.setInterval(() => (loudest = Math.max(loudest, meter.level())), 50);
  try {
    const recorder = new MediaRecorder(stream);
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const stopped = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.start();
    await new Promise((resolve) => setTimeout(resolve, ms));
    recorder.stop();
    await stopped;
    return { sound: new Blob(parts, { type: recorder.mimeType }), audible: loudest > AUDIBLE };
  } finally {
    window.clearInterval(timer);
    meter.close();
    stream.getTracks().forEach((track) => track.stop());
  }
}

/** Plays it where voices are heard. */
export async function playBack(devices: Devices, { sound }: Sample): Promise<void> {
  const address = URL.createObjectURL(sound);
  const audio = new Audio(address);
  try {
    await devices.route(audio, 'speaker');
    await audio.play();
    await new Promise((resolve) => (audio.onended = audio.onerror = resolve));
  } finally {
    URL.revokeObjectURL(address);
  }
}
