// Follow what happens in a page of Orakul's own origin, where the session's cookie is sent.
//
// A browser's EventSource comes back by itself after a break, with the last id; but it gives
// up for good on any answer other than 200, and after a gap what the page shows is stale.
function follow(topics, { onEvent, onGap, after }) {
  let last = after;
  let source;
  let timer;

  function open() {
    const query = new URLSearchParams(topics.map((topic) => ["topic", topic]));
    if (last) query.set("last_event_id", last);
    source = new EventSource(`/api/events/stream?${query}`);
    source.onmessage = (message) => {
      last = message.lastEventId;
      onEvent(JSON.parse(message.data));
    };
    source.addEventListener("gap", (message) => onGap(JSON.parse(message.data)));
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, 3000);
    };
  }

  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
