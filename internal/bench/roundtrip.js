// Runs in the extension's service worker: ports to two hosts, used alike.
(() => {
  const ports = new Map();

  // ask posts one message and waits for the next one that comes.
  const ask = (port, message) => new Promise((resolve, reject) => {
    Object.assign(port, { resolve, reject });
    port.raw.postMessage(message);
  });

  // sized is a ping whose JSON has that many bytes while its id has four digits.
  const sized = (bytes) => {
    const message = { jsonrpc: "2.0", id: 1000, method: "ping", params: { payload: "" } };
    message.params.payload = "abcdefghijklmnopqrstuvwxyz 0123456789".repeat(bytes).slice(0, bytes - JSON.stringify(message).length);
    return message;
  };

  globalThis.bench = {
    // open connects to a host and says hello.
    async open(host, hello) {
      const port = { raw: chrome.runtime.connectNative(host) };
      port.raw.onMessage.addListener((answer) => port.resolve(answer));
      port.raw.onDisconnect.addListener(() => port.reject(new Error(chrome.runtime.lastError?.message ?? `${host} has gone`)));
      ports.set(host, port);
      await ask(port, hello);
    },

    // run makes calls one after another and returns the milliseconds of all.
    async run(host, bytes, calls) {
      const port = ports.get(host);
      const message = sized(bytes);
      let answer;
      const began = performance.now();
      for (let call = 0; call < calls; call++) {
        message.id = 1000 + call;
        answer = await ask(port, message);
      }
      const took = performance.now() - began;
      const { payload } = answer.result ?? answer.params;
      if (answer.id !== message.id || payload !== message.params.payload) throw new Error(`${host} answered something else`);
      return took;
    },

    close() {
      for (const { raw } of ports.values()) raw.disconnect();
      ports.clear();
    },
  };
})()
