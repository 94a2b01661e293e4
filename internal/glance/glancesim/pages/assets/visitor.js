// A visitor's side of cobrowse, as this simulator's Glance has it: presence over
// /visitorws, the terms, the session's bar. Function and event names are
// documented (D), the frames are those of a public sample (S).
(() => {
  'use strict';
  const tag = document.getElementById('glance-cobrowse');
  let id = visitorId() || sessionStorage.getItem('guest') || '';
  const outbox = []; // what was said while the socket was away
  let socket = null;
  let wait = 250;
  let leaving = false;

  // The visitor id comes with the address once and is kept, as after a sign-in.
  function visitorId() {
    const address = new URL(location.href);
    const given = address.searchParams.get('visitor');
    if (given !== null) {
      if (given) localStorage.setItem('visitor', given);
      else localStorage.removeItem('visitor');
      address.searchParams.delete('visitor');
      history.replaceState(null, '', address);
    }
    return localStorage.getItem('visitor') || '';
  }

  // One visitor is known by name; the others' names are made from their ids.
  const visitorName = () => id === tag.dataset.vera ? 'Vera Visitor' : id.split(/[-_. ]+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');

  function send(type, data) {
    const frame = JSON.stringify({ groupid: Number(tag.dataset.groupid), type, version: '6.8.6.0', visitorid: id, data });
    if (socket?.readyState === WebSocket.OPEN) socket.send(frame);
    else if (type !== 'focus') outbox.push(frame);
  }

  function presence() {
    const brand = /(Edg|Firefox|Chrome|Safari)\/(\d+)/.exec(navigator.userAgent) || [];
    send('presence', { url: location.href, browser: brand[1] || '', browserver: brand[2] || '',
      platform: navigator.userAgentData?.platform || navigator.platform, name: visitorName() });
  }

  function connect() {
    if (socket) return;
    socket = new WebSocket(tag.dataset.presence);
    socket.onopen = () => {
      wait = 250;
      bar.hidden = true; // until the service says that the session goes on
      send('connect');
      presence();
      for (const frame of outbox.splice(0)) socket.send(frame);
    };
    socket.onmessage = (event) => receive(JSON.parse(event.data));
    socket.onclose = () => {
      socket = null;
      if (!leaving) setTimeout(connect, wait);
      wait = Math.min(wait * 2, 5000);
    };
  }

  function receive({ type, data }) {
    if (type === 'invoke') invoke(data.func, data.args);
    else if (type === 'sessioncontinue') showBar(data.sessionkey === id ? 'Sharing this website with our team' : 'Your session key is ' + data.sessionkey);
    else if (type === 'agentjoin') showBar('Our team can see this website now');
    else if (type === 'sessionend') bar.hidden = true;
  }

  // Only Glance's functions and the site's own custom ones can be called.
  function invoke(name, args) {
    let target = { GLANCE: window.GLANCE, GLANCE_COBROWSE: window.GLANCE_COBROWSE };
    for (const part of name.split('.')) {
      if (!Object.hasOwn(target, part)) {
        send('visitorerror', { code: 'func', msg: name });
        return;
      }
      target = target[part];
    }
    if (typeof target === 'function') target(args || {});
  }

  const terms = element(`<dialog id="glance-terms" aria-labelledby="glance-title">
    <header><span class="glance-mark" aria-hidden="true">g</span> Glance</header>
    <div><h2 id="glance-title">Show this website to our team?</h2>
    <p>They will see the pages of this website that you see. They will not see anything else on your screen.</p>
    <p>You can end it at any time.</p></div>
    <footer><button type="button" id="glance-decline">Decline</button><button type="button" id="glance-accept">Accept</button></footer>
  </dialog>`);
  const bar = element(`<div id="glance-bar" role="status" hidden>
    <span class="glance-mark" aria-hidden="true">g</span><span id="glance-text"></span><button type="button" id="glance-end">End</button>
  </div>`);
  let startParams = {};

  function element(html) {
    const template = document.createElement('template');
    template.innerHTML = html.trim();
    return document.body.appendChild(template.content.firstChild);
  }

  function showBar(text) {
    bar.querySelector('#glance-text').textContent = text;
    bar.hidden = false;
  }

  function showTerms(params) {
    startParams = params;
    if (!terms.open) terms.showModal();
    send('terms', { status: 'displayed' });
  }

  function startSession(params) {
    const key = typeof params === 'string' ? params : params?.sessionKey;
    send('visitorsessionstart', { sessionkey: key || '' });
  }

  function stopSession() { send('visitorsessionend'); }

  function answer(status) {
    terms.close();
    send('terms', { status });
    if (status === 'accepted') startSession(startParams);
  }

  terms.querySelector('#glance-accept').onclick = () => answer('accepted');
  terms.querySelector('#glance-decline').onclick = () => answer('declined');
  terms.oncancel = (event) => { event.preventDefault(); answer('declined'); };
  bar.querySelector('#glance-end').onclick = stopSession;

  window.GLANCE = { Cobrowse: { Visitor: { showTerms, startSession, stopSession, inSession: () => !bar.hidden } } };
  window.GLANCE_COBROWSE = { Custom: { greet: (params) => showBar(String(params.text || 'Hello').slice(0, 80)) } };

  // A visitor may start a session alone, signed in or not, and read its key to the agent.
  document.getElementById('glance-start').onclick = () => {
    if (!id) {
      id = 'guest-' + crypto.randomUUID().slice(0, 8);
      sessionStorage.setItem('guest', id);
    }
    startSession('GLANCE_KEYTYPE_RANDOM');
    connect();
  };

  const known = localStorage.getItem('visitor') !== null;
  document.getElementById('sign-in').hidden = known;
  document.getElementById('signed-in').hidden = !known;
  document.getElementById('visitor-name').textContent = visitorName();
  if (id) connect();
  addEventListener('focus', () => send('focus'));
  addEventListener('pagehide', () => { leaving = true; socket?.close(); });
  addEventListener('pageshow', (event) => {
    leaving = false;
    if (event.persisted && id) connect();
  });
})();
