const FALL_S = 0.22;
const VOLUME = 0.12;

let context: AudioContext | undefined;

/** The sound of a drop. It is made here: no file to load. Browsers keep silent until the user has touched the page. */
export function playDrop(): void {
  try {
    context ??= new AudioContext();
    const tone = context.createOscillator();
    const volume = context.createGain();
    const now = context.currentTime;
    tone.frequency.setValueAtTime(520, now);
    tone.frequency.exponentialRampToValueAtTime(1_250, now + FALL_S / 2);
    volume.gain.setValueAtTime(VOLUME, now);
    volume.gain.exponentialRampToValueAtTime(0.001, now + FALL_S);
    tone.connect(volume).connect(context.destination);
    tone.start(now);
    tone.stop(now + FALL_S);
  } catch {
    // A browser without sound.
  }
}
