// The viewer's page: what the simulator says of the session, as it changes.
(() => {
  'use strict';
  const id = document.body.dataset.viewer;
  const set = (name, text) => { document.getElementById(name).textContent = text; };
  const words = {
    waiting: () => 'Waiting for the session to start',
    session: (state) => 'In session with ' + state.visitor,
    ended: () => 'The session has ended',
  };
  const events = new EventSource('/viewer/events?id=' + encodeURIComponent(id));
  events.onmessage = (event) => {
    const state = JSON.parse(event.data);
    document.body.dataset.state = state.state;
    document.title = words[state.state](state) + ' · Glance';
    set('status', words[state.state](state));
    set('page', state.page.url);
    set('device', [state.page.name, [state.page.browser, state.page.browserver].join(' ').trim(), state.page.platform].filter(Boolean).join(' · '));
    document.getElementById('session').hidden = state.state !== 'session';
    if (state.state === 'ended') events.close();
  };
  document.getElementById('end').onclick = () => fetch('/viewer/end?id=' + encodeURIComponent(id), { method: 'POST' });
})();
