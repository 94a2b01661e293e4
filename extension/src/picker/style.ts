/** The look of the picker: px only, its own everything; colour says nothing that words do not. */
export const overlayStyle = `
* { box-sizing: border-box; margin: 0; padding: 0; border: 0; font: inherit; color: inherit; letter-spacing: normal; text-transform: none; }
[hidden] { display: none !important; }
.all {
  --ink: #16202c; --paper: #ffffff; --line: #d5dbe3; --faint: #5b6878; --ground: #f4f6fa; --bad: #a3261d; --light: #33aae1;
  position: absolute; inset: 0; direction: ltr; text-align: start; font: 400 13px/18px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; color: var(--ink);
}
.all[dir="rtl"] { direction: rtl; }
.glass { position: absolute; inset: 0; pointer-events: auto; cursor: crosshair; }
.box { position: absolute; border: 2px solid #16202c; outline: 2px solid #33aae1; border-radius: 3px; background: #33aae126; }
.mark { position: absolute; border: 2px dashed #16202c; outline: 1px solid #ffffff; border-radius: 3px; }
.mark span { position: absolute; top: -19px; inset-inline-end: -2px; padding: 0 6px; background: #16202c; color: #ffffff; border-radius: 3px; border-end-end-radius: 0; font-size: 11px; line-height: 17px; white-space: nowrap; }
.chip { position: absolute; max-width: 360px; padding: 4px 10px; background: var(--paper); border: 1px solid #16202c; border-radius: 8px; box-shadow: 0 2px 8px #00000040; overflow-wrap: anywhere; }
.chip b, .panel b { font-weight: 700; }
.chip .no { display: block; font-weight: 700; }
.panel {
  position: absolute; bottom: 16px; width: 368px; max-width: calc(100% - 16px); max-height: calc(100% - 32px); overflow: auto; pointer-events: auto;
  background: var(--paper); border: 1px solid #16202c; border-radius: 12px; box-shadow: 0 6px 24px #00000040; cursor: default; user-select: text; container-type: inline-size;
}
.panel.right { right: 16px; }
.panel.left { left: 16px; }
.head { display: flex; align-items: center; gap: 8px; padding: 12px 16px 0; }
.head .g { flex: none; width: 18px; height: 18px; border-radius: 5px; background: #16202c; color: #ffffff; font: 700 13px/16px Georgia, "DejaVu Serif", serif; text-align: center; }
.head .count { color: var(--faint); margin-inline-end: auto; }
.body { display: grid; gap: 8px; padding: 12px 16px 16px; }
h2 { font-weight: 700; }
.about { color: var(--faint); }
.question { font-weight: 600; }
.problem { font-weight: 700; }
.problem.wrong { color: var(--bad); }
button { appearance: none; background: transparent; cursor: pointer; }
.link { font-weight: 700; text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 3px; }
.link:hover { text-decoration-thickness: 2px; }
.do { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; }
.main, .plain { min-height: 30px; padding: 5px 12px; border: 1px solid var(--line); border-radius: 15px; background: var(--paper); font-weight: 700; }
.main { border-color: #16202c; background: #33aae1; color: #16202c; }
.link[aria-disabled="true"] { color: var(--faint); text-decoration: none; cursor: default; }
.main[aria-disabled="true"] { border-color: var(--line); background: var(--ground); color: var(--faint); cursor: default; }
.choices { display: grid; gap: 6px; max-height: 220px; overflow: auto; padding: 2px; }
.choices label { display: flex; gap: 8px; align-items: baseline; }
.choices code, td code { font: 12px/18px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
input[type="radio"] { flex: none; margin: 0; width: 13px; height: 13px; accent-color: var(--ink); appearance: auto; }
input[type="text"] { width: 100%; height: 30px; padding: 0 8px; border: 1px solid var(--faint); border-radius: 4px; background: var(--paper); color: var(--ink); user-select: text; cursor: text; }
table { width: 100%; border-collapse: collapse; text-align: start; }
th, td { padding-block: 4px; padding-inline: 0 8px; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; text-align: start; }
th { font-weight: 400; color: var(--faint); white-space: nowrap; }
td:last-child { padding-inline-end: 0; text-align: end; white-space: nowrap; }
td .ways { display: block; color: var(--faint); }
.agreed { font-weight: 700; }
:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; border-radius: 4px; }
.main:focus-visible, .plain:focus-visible { border-radius: 15px; }
.stage { min-height: 30px; padding: 5px 12px; border: 1px dashed var(--faint); border-radius: 8px; text-align: start; width: 100%; overflow-wrap: anywhere; }
.status { position: absolute; top: 0; left: 0; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (prefers-color-scheme: dark) {
  .all { --ink: #e8edf3; --paper: #11181f; --line: #36424f; --faint: #a5b1bf; --ground: #1d2630; --bad: #ff9d8f; }
  .panel, .chip { border-color: #36424f; }
  .head .g { box-shadow: 0 0 0 1px #ffffff30; }
}
@container (max-width: 320px) { th, td, td:last-child { display: block; padding: 0; border: 0; text-align: start; } tr { display: block; padding: 4px 0; border-bottom: 1px solid var(--line); } }
@media (max-width: 480px) { .panel.right, .panel.left { left: 8px; right: 8px; bottom: 8px; width: auto; max-height: 60%; } .panel.up { top: 8px; bottom: auto; } }
@media (forced-colors: active) {
  .box { border-color: Highlight; outline-color: Canvas; background: none; forced-color-adjust: none; }
  .mark { border-color: CanvasText; }
  .mark span { background: Canvas; color: CanvasText; border: 1px solid CanvasText; }
  .panel, .chip { border-color: CanvasText; }
  .main { background: ButtonFace; color: ButtonText; }
  .link { color: LinkText; }
  .main[aria-disabled="true"], .link[aria-disabled="true"] { background: none; border-color: GrayText; color: GrayText; }
  .head .g { background: CanvasText; color: Canvas; forced-color-adjust: none; }
}
`;
