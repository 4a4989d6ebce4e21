/** Why the caller cannot be heard. */
export type MicrophoneTrouble = 'denied' | 'missing' | 'busy' | 'insecure';

export interface Microphone {
  readonly stream: MediaStream;
  readonly trouble: MicrophoneTrouble | null;
}

/** The caller's voice; where there is none, silence, so that a caller without a microphone still hears and presses keys. */
export async function openMicrophone(context: AudioContext): Promise<Microphone> {
  // Browsers hide it from pages that are not secure.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) return { stream: silence(context), trouble: 'insecure' };
  try {
    const stream = await devices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
    return { stream, trouble: null };
  } catch (error) {
    return { stream: silence(context), trouble: troubleOf(error) };
  }
}

const silence = (context: AudioContext): MediaStream => context.createMediaStreamDestination().stream;

function troubleOf(error: unknown): MicrophoneTrouble {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'missing';
}

/** Measures how loud a stream is, 0 to 1. */
export function meter(context: AudioContext, stream: MediaStream): () => number {
  const analyser = new AnalyserNode(context, { fftSize: 512 });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return () => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    // Speech lies between about -50 and -5 dB.
    return Math.min(1, Math.max(0, (10 * Math.log10(power + 1e-10) + 55) / 50));
  };
}
