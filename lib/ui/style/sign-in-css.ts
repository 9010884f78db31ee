/**
 * How the sign-in looks: one class a rule, so that a page's own rules win, and a reset that has none loses. Colours go by the
 * page's `color-scheme`; the custom properties `--cs-…` replace them.
 */
export const signInCss = `.cs{--c-accent:var(--cs-accent,light-dark(#0b6e4f,#4fc79a));--c-on-accent:var(--cs-on-accent,light-dark(#fff,#0b1511));--c-text:var(--cs-text,light-dark(#171c21,#e7ecef));--c-soft:var(--cs-soft,light-dark(#56616b,#9ba7b0));--c-line:var(--cs-line,light-dark(#8a949d,#66727c));--c-field:var(--cs-field,light-dark(#fff,#1c2227));--c-danger:var(--cs-danger,light-dark(#b3261e,#ff9b91));--c-radius:var(--cs-radius,.5rem);--c-gap:var(--cs-gap,1rem);box-sizing:border-box;max-inline-size:24rem;color:var(--c-text);font-family:var(--cs-font,inherit);font-size:1rem;line-height:1.5;text-align:start}
.cs-form{display:flex;flex-direction:column;gap:var(--c-gap);margin:0;padding:0}
.cs-title{margin:0;padding:0;font-size:1.25rem;font-weight:650;line-height:1.3;color:inherit;text-wrap:balance}
.cs-title:focus,.cs-intro:focus,.cs-own:focus{outline:none}
.cs-intro,.cs-soft,.cs-hint{margin:0;padding:0;color:var(--c-soft);overflow-wrap:anywhere}
.cs-intro{margin-block-start:calc(var(--c-gap)*-.5)}
.cs-hint,.cs-fault{margin:.25rem 0 0;padding:0;font-size:.875rem}
.cs-problem,.cs-fault{color:var(--c-danger)}
.cs-problem{margin:0;padding:.625rem .75rem;border:1px solid currentColor;border-inline-start-width:4px;border-radius:var(--c-radius);overflow-wrap:anywhere}
.cs-list{margin:.25rem 0 0;padding:0;list-style:none}
.cs-field{display:flex;flex-direction:column;margin:0;padding:0}
.cs-label{display:block;margin:0 0 .25rem;padding:0;font-size:.875rem;font-weight:600;color:inherit}
.cs-row{display:flex;gap:.5rem;align-items:stretch}
.cs-input{box-sizing:border-box;flex:1;min-inline-size:0;inline-size:100%;min-block-size:2.75rem;margin:0;padding:.5rem .75rem;border:1px solid var(--c-line);border-radius:var(--c-radius);background:var(--c-field);color:inherit;font:inherit}
.cs-input[aria-invalid=true]{border-color:var(--c-danger);border-width:2px;padding:calc(.5rem - 1px) calc(.75rem - 1px)}
.cs-code{font-size:1.25rem;font-variant-numeric:tabular-nums;letter-spacing:.15em}
.cs-submit,.cs-option,.cs-toggle{box-sizing:border-box;min-block-size:2.75rem;margin:0;padding:.5rem 1rem;border:1px solid transparent;border-radius:var(--c-radius);font:inherit;font-weight:600;line-height:1.5;text-align:center;cursor:pointer;overflow-wrap:anywhere}
.cs-submit{inline-size:100%;background:var(--c-accent);color:var(--c-on-accent)}
.cs-option{inline-size:100%;text-align:start;background:var(--c-field);border-color:var(--c-line);color:inherit}
.cs-toggle{background:none;border-color:var(--c-line);color:inherit;font-weight:400}
.cs-submit:hover,.cs-option:hover,.cs-toggle:hover{filter:brightness(.94)}
.cs-submit[aria-disabled=true],.cs-option[aria-disabled=true]{opacity:.65;cursor:default}
.cs-options,.cs-more{display:flex;flex-direction:column;gap:.5rem;margin:0;padding:0}
.cs-more{align-items:flex-start;gap:.25rem}
.cs-link{display:inline-block;min-block-size:1.5rem;margin:0;padding:.125rem 0;border:0;background:none;color:var(--c-accent);font:inherit;text-align:start;text-decoration:underline;text-underline-offset:.2em;cursor:pointer}
.cs-link[aria-disabled=true]{color:var(--c-soft);text-decoration:none;cursor:default}
.cs-status{margin:0;padding:0;color:var(--c-soft);font-size:.875rem}
.cs-status:empty{position:absolute}
.cs-set-up{display:flex;flex-direction:column;gap:.5rem}
.cs-set-up>*{margin:0;padding:0}
.cs-qr{display:block;inline-size:12.5rem;max-inline-size:100%;block-size:auto;aspect-ratio:1;border-radius:var(--c-radius);forced-color-adjust:none}
.cs-key{font-family:ui-monospace,monospace;font-size:1rem;color:var(--c-text);overflow-wrap:anywhere;user-select:all}
.cs-input:focus-visible,.cs-submit:focus-visible,.cs-option:focus-visible,.cs-toggle:focus-visible,.cs-link:focus-visible{outline:3px solid var(--c-accent);outline-offset:2px}
@media (prefers-reduced-motion:no-preference){.cs-submit,.cs-option,.cs-toggle{transition:filter .1s}}
@media (forced-colors:active){.cs-submit,.cs-option,.cs-toggle{border-color:ButtonText}.cs-submit[aria-disabled=true],.cs-option[aria-disabled=true]{border-color:GrayText;color:GrayText;opacity:1}}
countersign-sign-in{display:block}
:where(.cs) [hidden]{display:none}
`;
