/** Longer than any answer Lambda allows: whoever announces more is not our bootstrap. */
const LONGEST_FRAME = 8 * 1024 * 1024;
const HEADER = 4;

/** One message on a function process's channel: its length in four bytes, little-endian, then UTF-8 text. */
export function encodeFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(HEADER + length);
  frame.writeUInt32LE(length, 0);
  frame.write(text, HEADER);
  return frame;
}

/** Puts frames together from the pieces in which a stream delivers them. */
export class FrameReader {
  readonly #onFrame: (text: string) => void;
  #pieces: Buffer[] = [];
  #length = 0;
  #wanted = HEADER;

  constructor(onFrame: (text: string) => void) {
    this.#onFrame = onFrame;
  }

  /** Takes the next piece. False: this is no frame, and the stream can't be read any further. */
  push(piece: Buffer): boolean {
    this.#pieces.push(piece);
    this.#length += piece.length;
    while (this.#length >= this.#wanted) {
      const [first = piece, ...more] = this.#pieces;
      const held = more.length === 0 ? first : Buffer.concat(this.#pieces);
      const end = HEADER + held.readUInt32LE(0);
      if (end > LONGEST_FRAME) return false;
      if (held.length < end) {
        this.#pieces = [held];
        this.#wanted = end;
        return true;
      }
      const rest = held.subarray(end);
      this.#pieces = rest.length > 0 ? [rest] : [];
      this.#length = rest.length;
      this.#wanted = HEADER;
      this.#onFrame(held.toString('utf8', HEADER, end));
    }
    return true;
  }
}
