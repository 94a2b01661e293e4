/**
 * The look of the button: px only, its own everything, so that no page's style
 * reaches in. Colour says presence and nothing else. A page gets it with its
 * rule; one that no rule names does not carry it.
 */
export const style = `
* { box-sizing: border-box; margin: 0; padding: 0; border: 0; font: inherit; color: inherit; letter-spacing: normal; text-transform: none; }
.glance, .grip {
  --ink: #16202c; --paper: #ffffff; --line: #d5dbe3; --faint: #5b6878; --track: #d5dbe3; --mark-ink: #16202c;
}
.glance {
  display: inline-flex; flex-direction: var(--column, column); align-items: var(--lean, flex-start); gap: 4px;
  width: max-content; max-width: min(640px, 100vw - 44px); text-align: start;
  font: 400 13px/18px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; color: var(--ink); cursor: default;
}
.glance:dir(rtl) { align-items: var(--lean-rtl, flex-start); }
.pill {
  display: flex; height: 30px; width: max-content; max-width: 100%; overflow: hidden; white-space: nowrap;
  background: var(--paper); border: 1px solid var(--line); border-radius: 15px;
}
.left, .right { display: flex; align-items: center; height: 28px; min-width: 0; }
.left { gap: 7px; padding-inline: 9px 12px; font-weight: 700; background: transparent; border-start-start-radius: 14px; border-end-start-radius: 14px; flex: 0 1 auto; }
.alone .left { border-radius: 14px; }
.alone .right { display: none; }
.right { gap: 9px; padding: 0 12px; border-inline-start: 1px solid var(--line); }
.words, .next { overflow: hidden; text-overflow: ellipsis; }
.words { max-width: 330px; }
.whose { flex: none; max-width: 160px; overflow: hidden; text-overflow: ellipsis; font-weight: 400; }
.whose::after { content: ":"; }
.next { max-width: 260px; }
.length { font-variant-numeric: tabular-nums; flex: none; margin-inline-start: -4px; }
.length::before { content: "· "; }
.mark { flex: none; width: 18px; height: 18px; border-radius: 5px; background: var(--mark-ink); color: #ffffff; font: 700 13px/16px Georgia, "DejaVu Serif", serif; text-align: center; }
.ring { flex: none; width: 18px; height: 18px; border-radius: 9px; border: 2px solid var(--track); border-top-color: #33aae1; animation: turn 1s linear infinite; }
.dot { flex: none; width: 8px; height: 8px; border-radius: 4px; background: currentColor; }
button { background: transparent; cursor: pointer; appearance: none; }
.link { font-weight: 700; text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 3px; }
.link:hover { text-decoration-thickness: 2px; }
input { width: 106px; height: 24px; padding: 0 6px; background: var(--paper); border: 1px solid var(--faint); border-radius: 4px; letter-spacing: 0.5px; user-select: text; cursor: text; }
input[aria-invalid="true"] { border: 2px solid var(--ink); padding: 0 5px; }
button:focus-visible, input:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; border-radius: 4px; }
.left:focus-visible { outline-offset: -4px; border-radius: 6px; border-start-start-radius: 14px; border-end-start-radius: 14px; }
input:focus-visible { outline-offset: 0; }
.below {
  width: max-content; max-width: min(420px, 100vw - 44px); padding: 3px 8px; white-space: pre-line; overflow-wrap: anywhere; pointer-events: none;
  background: var(--paper); color: var(--faint); border: 1px solid var(--line); border-radius: 8px;
}
.quoted { font-style: italic; }
.quoted::before { content: open-quote; }
.quoted::after { content: close-quote; }
.below[hidden], .right[hidden], [hidden] { display: none; }
.status { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.absent .left, .present .left { color: #16202c; }
.absent .left { background: #33aae1; --track: #16202c40; }
.present .left { background: #F86717; --track: #16202c40; }
.in_session .left { background: #187a43; color: #ffffff; --track: #ffffff60; }
.absent .ring, .present .ring { border-top-color: #16202c; }
.in_session .ring { border-top-color: #ffffff; }
button.left:hover { text-decoration: underline; text-underline-offset: 3px; }
@keyframes turn { to { transform: rotate(360deg); } }
.grip {
  flex: none; display: flex; align-items: center; justify-content: center; width: 24px; height: 30px;
  background: var(--paper); color: var(--faint); border: 1px solid var(--line); border-radius: 12px; cursor: grab; touch-action: none;
}
.grip::before { content: ""; box-sizing: border-box; width: 9px; height: 15px; border: 0 dotted currentColor; border-inline-width: 3px; }
.grip:hover { color: var(--ink); }
.grip:active { cursor: grabbing; }
.grip:focus-visible { color: var(--ink); border-radius: 12px; }
@media (prefers-color-scheme: dark) {
  .glance, .grip { --ink: #e8edf3; --paper: #1d2630; --line: #36424f; --faint: #a5b1bf; --track: #46535f; }
  .mark { box-shadow: 0 0 0 1px #ffffff30; }
}
@media (prefers-reduced-motion: reduce) {
  .ring { animation: none; border-color: var(--track); border-right-color: currentColor; border-top-color: currentColor; }
}
@media (forced-colors: active) {
  .pill { border-color: CanvasText; background: Canvas; }
  .left, .absent .left, .present .left, .in_session .left { background: Canvas; color: CanvasText; }
  .glance button.left { background: ButtonFace; color: ButtonText; forced-color-adjust: none; }
  .right { border-inline-start-color: CanvasText; }
  .grip { background: ButtonFace; color: ButtonText; border-color: ButtonText; forced-color-adjust: none; }
  .link { color: LinkText; }
  .dot { background: Highlight; forced-color-adjust: none; }
  .mark { background: CanvasText; color: Canvas; forced-color-adjust: none; }
  .ring { border-color: GrayText; border-top-color: Highlight; forced-color-adjust: none; }
}
`;
