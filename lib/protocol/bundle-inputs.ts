/*
 * Where a CDK app says which sources went into its functions' bundles. The constructs write it, and the local pool, which
 * runs the app in a process of its own, reads it to know what to watch.
 */

/** The folder inside a cloud assembly that holds the bundles. */
export const BUNDLES_FOLDER = '.countersign';

/** How the name of such a list ends: a JSON array of paths, seen from the folder that it stands in. */
export const INPUTS_SUFFIX = '.inputs.json';
