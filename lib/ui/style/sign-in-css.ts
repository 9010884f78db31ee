/**
 * How the sign-in looks: one class a rule: so a reset of the page changes nothing, and a rule of two classes wins. Colours go by the
 * page's `color-scheme`; the custom properties `--cs-…` replace them. Sizes go by the text's, which is never less than 16 px, as
 * many pages' `rem` is: phones zoom in on smaller fields, and fingers miss what is smaller still.
 */
export const signInCss = `.cs{--c-accent:var(--cs-accent,light-dark(#0b6e4f,#4fc79a));--c-on-accent:var(--cs-on-accent,light-dark(#fff,#0b1511));--c-text:var(--cs-text,light-dark(#171c21,#e7ecef));--c-soft:var(--cs-soft,light-dark(#56616b,#9ba7b0));--c-line:var(--cs-line,light-dark(#8a949d,#66727c));--c-field:var(--cs-field,light-dark(#fff,#1c2227));--c-danger:var(--cs-danger,light-dark(#b3261e,#ff9b91));--c-radius:var(--cs-radius,8px);--c-gap:var(--cs-gap,1em);box-sizing:border-box;max-inline-size:24em;color:var(--c-text);font-family:var(--cs-font,inherit);font-size:max(1rem,16px);line-height:1.5;text-align:start;overflow-wrap:anywhere}
.cs-form{display:flex;flex-direction:column;gap:var(--c-gap);margin:0;padding:0}
.cs-title{margin:0;padding:0;font-size:1.25em;font-weight:650;line-height:1.3;color:inherit;text-wrap:balance}
.cs-title:focus,.cs-intro:focus,.cs-own:focus{outline:none}
.cs-intro,.cs-soft,.cs-hint{margin:0;padding:0;color:var(--c-soft)}
.cs-intro{margin-block-start:calc(var(--c-gap)*-.5)}
.cs-hint,.cs-fault{margin:.3em 0 0;padding:0;font-size:.875em}
.cs-problem,.cs-fault{color:var(--c-danger)}
.cs-problem{margin:0;padding:.625em .75em;border:1px solid currentColor;border-inline-start-width:4px;border-radius:var(--c-radius)}
.cs-list{margin:.25em 0 0;padding:0;list-style:none}
.cs-field{display:flex;flex-direction:column;margin:0;padding:0}
.cs-label{display:block;margin:0 0 .3em;padding:0;font-size:.875em;font-weight:600;color:inherit}
.cs-row{display:flex;gap:.5em;align-items:stretch}
.cs-input{box-sizing:border-box;flex:1;min-inline-size:0;inline-size:100%;min-block-size:2.75em;margin:0;padding:.5em .75em;border:1px solid var(--c-line);border-radius:var(--c-radius);background:var(--c-field);color:inherit;font:inherit}
.cs-input[aria-invalid=true]{border-color:var(--c-danger);border-width:2px}
.cs-code{min-block-size:2.2em;padding:.4em .6em;font-size:1.25em;font-variant-numeric:tabular-nums;letter-spacing:.15em}
.cs-submit,.cs-option,.cs-toggle{box-sizing:border-box;min-block-size:2.75em;margin:0;padding:.5em 1em;border:1px solid transparent;border-radius:var(--c-radius);font:inherit;font-weight:600;line-height:1.5;text-align:center;cursor:pointer}
.cs-submit{inline-size:100%;background:var(--c-accent);color:var(--c-on-accent)}
.cs-option{inline-size:100%;text-align:start;background:var(--c-field);border-color:var(--c-line);color:inherit}
.cs-toggle{background:none;border-color:var(--c-line);color:inherit;font-weight:400}
.cs-submit:hover,.cs-option:hover,.cs-toggle:hover{filter:brightness(.94)}
.cs-submit[aria-disabled=true],.cs-option[aria-disabled=true]{opacity:.65;cursor:default}
.cs-options,.cs-more{display:flex;flex-direction:column;gap:.5em;margin:0;padding:0}
.cs-more{align-items:flex-start;gap:.25em}
.cs-link{display:inline-block;min-block-size:1.5em;margin:0;padding:.125em 0;border:0;background:none;color:var(--c-accent);font:inherit;text-align:start;text-decoration:underline;text-underline-offset:.2em;cursor:pointer}
.cs-link[aria-disabled=true]{color:var(--c-soft);text-decoration:none;cursor:default}
.cs-status{margin:0;padding:0;color:var(--c-soft);font-size:.875em}
.cs-status:empty{position:absolute}
.cs-set-up{display:flex;flex-direction:column;gap:.5em}
.cs-set-up>*{margin:0;padding:0}
.cs-qr{display:block;inline-size:12.5em;max-inline-size:100%;block-size:auto;aspect-ratio:1;border-radius:var(--c-radius);forced-color-adjust:none}
.cs-key{font-family:ui-monospace,monospace;font-size:1em;color:var(--c-text);user-select:all}
.cs-input:focus-visible,.cs-submit:focus-visible,.cs-option:focus-visible,.cs-toggle:focus-visible,.cs-link:focus-visible{outline:3px solid var(--c-accent);outline-offset:2px}
@media (prefers-reduced-motion:no-preference){.cs-submit,.cs-option,.cs-toggle{transition:filter .1s}}
@media (forced-colors:active){.cs-submit,.cs-option,.cs-toggle{border-color:ButtonText}.cs-submit[aria-disabled=true],.cs-option[aria-disabled=true]{border-color:GrayText;color:GrayText;opacity:1}}
countersign-sign-in{display:block}
:where(.cs) [hidden]{display:none}
`;
