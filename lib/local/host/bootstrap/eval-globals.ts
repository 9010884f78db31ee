/**
 * Globals that Node has in any case, by the names of modules. One name isn't written out: for a text that has it Node loads the
 * module, which costs a cold start a tenth.
 */
const ALWAYS_THERE = /^(?:console|process|crypt[o])$/;
const OF_A_SCRIPT = ['require', 'module', 'exports', '__filename', '__dirname'];

/**
 * Takes away the globals that Node makes for a text that it evaluates, each built-in module among them: a handler that forgot an
 * import would find it here, and fail in Lambda. To be called when the text has run: Node puts one back.
 */
export function removeEvalGlobals(): void {
  // To look at all globals would load what Node loads only when it is asked for.
  for (const name of [...process.getBuiltinModule('node:module').builtinModules, ...OF_A_SCRIPT]) {
    if (!ALWAYS_THERE.test(name)) Reflect.deleteProperty(globalThis, name);
  }
}
