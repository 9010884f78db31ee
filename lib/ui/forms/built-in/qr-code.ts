import { setAttributes } from '../../page/element.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** The light modules around a code, without which readers don't find it. */
const MARGIN = 4;

/** Draws a text as a QR code: black on white in every colour scheme, as readers want it. Loads what makes one first. */
export async function qrCode(text: string, label: string): Promise<SVGElement> {
  const { generate } = await import('lean-qr/nano');
  const code = generate(text);
  const size = code.size + 2 * MARGIN;
  let dark = '';
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) if (code.get(x, y)) dark += `M${x + MARGIN} ${y + MARGIN}h1v1h-1z`;
  }
  const svg = drawn('svg', { class: 'cs-qr', viewBox: `0 0 ${size} ${size}`, role: 'img', 'aria-label': label });
  svg.append(drawn('path', { fill: '#fff', d: `M0 0h${size}v${size}h-${size}z` }), drawn('path', { d: dark }));
  return svg;
}

function drawn(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS(SVG, name) as SVGElement;
  setAttributes(made, attributes);
  return made;
}
