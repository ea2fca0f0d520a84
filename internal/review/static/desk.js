// Small helps for the desk's page. Everything decisive works without them.

// Counts down to deadlines.
function tick() {
  for (const el of document.querySelectorAll('time[data-countdown]')) {
    const left = Math.round((new Date(el.dateTime) - Date.now()) / 60000);
    el.textContent = left >= 60 ? `还有${Math.floor(left / 60)}小时${left % 60}分` : left >= 0 ? `还有${left}分钟` : `已过${-left}分钟`;
    el.classList.toggle('late', left < 15);
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
