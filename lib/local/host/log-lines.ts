import type { Readable } from 'node:stream';

/** How much of what is printed is shown: what a person can read, and a terminal can take. */
export interface LogLimits {
  /** Of a line, in characters. */
  readonly lineCharacters: number;
  /** Of each stream. */
  readonly linesPerSecond: number;
  /** Of each stream. */
  readonly charactersPerSecond: number;
}

/** Takes lines, and how many characters of each were cut off already. */
export interface LineSink {
  line(text: string, cut: number): void;
  end(): void;
}

const SECOND_MS = 1_000;
const counted = new Intl.NumberFormat('en');

/** Calls a sink with each line of a stream, and with the beginning of a line that is too long to be held. */
export function readLines(stream: Readable, sink: LineSink, longest: number): void {
  let held = '';
  let cut = 0;
  const hold = (piece: string): void => {
    const kept = piece.slice(0, longest - held.length);
    held += kept;
    cut += piece.length - kept.length;
  };
  const give = (): void => {
    sink.line(held, cut);
    held = '';
    cut = 0;
  };
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      hold(text.slice(start, end));
      give();
      start = end + 1;
    }
    hold(text.slice(start));
  });
  stream.on('end', () => {
    if (held !== '') give();
    sink.end();
  });
  stream.on('error', () => {}); // the process is gone, its exit tells
}

/** Hands on as many lines a second as may be shown, and at its end says how many more there were. */
export function cappedLines(onLine: (line: string) => void, limits: LogLimits): LineSink {
  let lines = 0;
  let characters = 0;
  let leftOut = 0;
  let timer: NodeJS.Timeout | undefined;
  const renew = (): void => {
    timer = undefined;
    if (leftOut > 0) onLine(`… ${counted.format(leftOut)} more lines, too many to be shown in a second`);
    lines = characters = leftOut = 0;
  };
  return {
    line(text, cut) {
      timer ??= setTimeout(renew, SECOND_MS).unref();
      if (lines >= limits.linesPerSecond || characters >= limits.charactersPerSecond) {
        leftOut++;
        return;
      }
      lines++;
      characters += text.length;
      onLine(cut > 0 ? `${text}… (${counted.format(cut)} more characters)` : text);
    },
    end() {
      clearTimeout(timer);
      renew();
    },
  };
}
