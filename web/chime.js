// The sound of a ticket that nobody has seen yet: two notes, again and again, until somebody looks.

const between = 4_000;
const notes = [880, 660];

export class Chime {
  #audio = null;
  #timer = 0;
  #storage;

  /** @param storage keeps whether it is switched off */
  constructor(storage) {
    this.#storage = storage;
  }

  /** Whether somebody switched it off on this device. */
  get isOff() {
    return this.#storage.read()?.silent === true;
  }

  /** Whether the browser lets no sound out before somebody touches the page. */
  get isBlocked() {
    return !this.isOff && this.#audio?.state !== 'running';
  }

  /** Switches it on or off. */
  toggle() {
    this.#storage.write({ ...this.#storage.read(), silent: !this.isOff });
    if (this.isOff) this.#audio?.suspend();
    else this.unlock();
  }

  /** Called when somebody touches the page: from here on a sound may be heard. */
  unlock() {
    if (this.isOff) return;
    this.#audio ??= new AudioContext();
    this.#audio.resume();
  }

  /** Rings until it is called with false. */
  ring(isWanted) {
    if (isWanted === (this.#timer !== 0)) return;
    clearInterval(this.#timer);
    this.#timer = isWanted ? setInterval(() => this.#play(), between) : 0;
    if (isWanted) this.#play();
  }

  #play() {
    if (this.isOff || this.#audio?.state !== 'running') return;
    notes.forEach((frequency, nth) => {
      const begin = this.#audio.currentTime + nth * 0.18;
      const tone = new OscillatorNode(this.#audio, { frequency });
      const volume = new GainNode(this.#audio, { gain: 0 });
      volume.gain.linearRampToValueAtTime(0.3, begin + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.001, begin + 0.35);
      tone.connect(volume).connect(this.#audio.destination);
      tone.start(begin);
      tone.stop(begin + 0.4);
    });
  }
}
