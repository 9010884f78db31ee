import { statSync } from 'node:fs';
import { StorageError } from './errors.ts';

/** A file that must stay where it is while a pool writes it. */
export interface KeptFile {
  /** @throws StorageError where it is gone, or another one is in its place */
  assertThere(): void;
  close(): void;
}

const LOOK_EVERY_MS = 500;

/**
 * Watches the file that a pool keeps its users in. The system lets an open file be deleted, and what is written to it then
 * is lost without a word.
 *
 * @param onGone called once, when it is gone
 */
export function watchKeptFile(file: string, onGone: (error: StorageError) => void): KeptFile {
  const opened = fileIdOf(file);
  let gone: StorageError | undefined;
  const look = (): StorageError | undefined => {
    if (gone || fileIdOf(file) === opened) return gone;
    gone = new StorageError(
      `${file} was deleted or moved while the pool ran: what is written now would be lost, so the pool ends. Start it again.`,
    );
    clearInterval(timer);
    onGone(gone);
    return gone;
  };
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  return {
    assertThere() {
      const error = look();
      if (error) throw error;
    },
    close: () => clearInterval(timer),
  };
}

/** Which file it is, whatever it is called; undefined where there is none. */
function fileIdOf(file: string): string | undefined {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat && `${stat.dev} ${stat.ino}`;
}
