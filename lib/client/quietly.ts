/** Calls what an app gave to be told. What it throws, at once or later, breaks nothing. */
export async function quietly<Told>(listener: ((told: Told) => unknown) | undefined, told: Told): Promise<void> {
  try {
    await listener?.(told);
  } catch {
    // The app's own.
  }
}
