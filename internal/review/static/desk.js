// Small helps for the desk's page. Everything decisive works without them.

// Counts down to deadlines; a quiet one only tells.
function tick() {
  for (const el of document.querySelectorAll('time[data-countdown]')) {
    const left = Math.round((new Date(el.dateTime) - Date.now()) / 60000);
    const days = Math.floor(left / 1440);
    el.textContent = days >= 1 ? `还有${days}天` : left >= 60 ? `还有${Math.floor(left / 60)}小时${left % 60}分` : left >= 0 ? `还有${left}分钟` : `已过${-left}分钟`;
    el.classList.toggle('late', left < 15 && el.dataset.countdown !== 'quiet');
  }
}
tick();
setInterval(tick, 20000);
document.addEventListener('htmx:after:swap', tick);

// Asks before what cannot be taken back.
document.addEventListener('submit', (event) => {
  const question = event.submitter?.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// A week of the strip is chosen in the list, which brings the preview.
document.addEventListener('click', (event) => {
  const week = event.target.closest('button.week');
  const list = week?.form?.elements.week;
  if (!list || !window.htmx) return;
  event.preventDefault();
  list.value = week.value;
  list.dispatchEvent(new Event('input', {bubbles: true}));
});
// Shows which clause the data beside the text belong to.
document.addEventListener('click', (event) => {
  const clause = event.target.closest('a.clause');
  if (!clause) return;
  for (const el of document.querySelectorAll('a.clause.shown')) el.classList.remove('shown');
  for (const el of document.querySelectorAll('a.clause')) if (el.search === clause.search) el.classList.add('shown');
});

// Keys: e 改稿, d 改数据, s to the button that signs, for whoever is not typing.
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, textarea, select')) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  const details = target.closest('details');
  if (details && target.tagName === 'SUMMARY') details.open = true;
  (details?.querySelector('textarea') ?? target).focus();
});

// Live: drafts that changed. A list is loaded again; a draft that is being read says so,
// so that nothing is lost that somebody is typing.
if (document.querySelector('#board, #stale')) {
  const events = new EventSource('/events');
  events.addEventListener('draft', (event) => {
    const draft = JSON.parse(event.data);
    const stale = document.querySelector(`#stale[data-draft="${Number(draft.id)}"]`);
    if (stale && (stale.dataset.revision !== String(draft.revision) || stale.dataset.state !== draft.state)) stale.hidden = false;
    document.body.dispatchEvent(new CustomEvent('changed'));
  });
  window.addEventListener('pagehide', () => events.close());
}
