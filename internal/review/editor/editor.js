// Turns <textarea data-template-editor> into an editor with line numbers,
// colours for {{…}}, error marks from the server and completion of the Chinese
// names. Without JavaScript the textarea stays and the form works the same.
//
// Attributes of the textarea:
//   data-check  URL that takes the form's fields and answers {"problems": [{line, col, message}]};
//               line and col count from 1, col in characters
//   data-words  URL of [{name, kind, doc}] for completion
//   data-nonce  nonce of the page's Content-Security-Policy, for the editor's styles
import {EditorState} from '@codemirror/state';
import {EditorView, keymap, lineNumbers, highlightActiveLine, drawSelection} from '@codemirror/view';
import {defaultKeymap, history, historyKeymap} from '@codemirror/commands';
import {linter, lintGutter, lintKeymap} from '@codemirror/lint';
import {autocompletion, completionKeymap} from '@codemirror/autocomplete';
import {StreamLanguage, HighlightStyle, syntaxHighlighting, bracketMatching} from '@codemirror/language';
import {tags} from '@lezer/highlight';

const language = StreamLanguage.define({
  startState: () => ({inside: false, comment: false}),
  token(stream, state) {
    if (!state.inside) {
      if (stream.match(/^\{\{-?\s*\/\*/)) { state.inside = state.comment = true; return 'comment'; }
      if (stream.match('{{')) { state.inside = true; return 'bracket'; }
      stream.next();
      stream.eatWhile(/[^{]/);
      return null;
    }
    if (state.comment) {
      if (stream.match(/^\*\/\s*-?\}\}/)) { state.inside = state.comment = false; } else { stream.next(); }
      return 'comment';
    }
    if (stream.match(/^-?\}\}/)) { state.inside = false; return 'bracket'; }
    if (stream.match(/^"(?:[^"\\]|\\.)*"|^`[^`]*`/)) return 'string';
    if (stream.match(/^(?:range|if|else|end|with|define|template|block|break|continue)\b/)) return 'keyword';
    if (stream.match(/^\.[\p{L}\p{N}_]*/u) || stream.match(/^\$[\p{L}\p{N}_]*/u)) return 'variableName';
    if (stream.match(/^-?\d+(?:\.\d+)?/)) return 'number';
    if (stream.match(/^[\p{L}_][\p{L}\p{N}_]*/u)) return 'typeName';
    stream.next();
    return null;
  },
});

const colours = HighlightStyle.define([
  {tag: tags.bracket, color: '#8a4b00'},
  {tag: tags.keyword, color: '#7a1f7a'},
  {tag: tags.variableName, color: '#0b5394'},
  {tag: tags.typeName, color: '#0b6b3a'},
  {tag: tags.string, color: '#a31515'},
  {tag: tags.number, color: '#8a4b00'},
  {tag: tags.comment, color: '#6b6b6b', fontStyle: 'italic'},
]);

function position(doc, line, col) {
  const found = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const before = [...found.text].slice(0, Math.max(col - 1, 0)).join('').length;
  return {from: Math.min(found.from + before, found.to), to: found.to};
}

function check(area) {
  return async (view) => {
    area.value = view.state.doc.toString();
    const answer = await fetch(area.dataset.check, {method: 'POST', body: new URLSearchParams(new FormData(area.form)), headers: {Accept: 'application/json'}});
    if (!answer.ok) return [];
    const {problems = []} = await answer.json();
    return problems.map((p) => ({...position(view.state.doc, p.line || 1, p.col || 1), severity: 'error', message: p.message + (p.hint ? '\n' + p.hint : '')}));
  };
}

function complete(words) {
  return (context) => {
    const word = context.matchBefore(/[.$]?[\p{L}\p{N}_]*/u);
    if (!word || (word.from === word.to && !context.explicit)) return null;
    const field = word.text.startsWith('.');
    const options = words
      .filter((w) => field === (w.kind === 'field'))
      .map((w) => ({label: (field ? '.' : '') + w.name, detail: w.doc, type: field ? 'property' : 'function'}));
    return {from: word.from, options};
  };
}

async function start(area) {
  const words = area.dataset.words ? await fetch(area.dataset.words).then((r) => (r.ok ? r.json() : [])) : [];
  const view = new EditorView({
    parent: area.parentNode,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        EditorView.cspNonce.of(area.dataset.nonce || ''),
        lineNumbers(), history(), drawSelection(), highlightActiveLine(), bracketMatching(),
        language, syntaxHighlighting(colours), EditorView.lineWrapping,
        EditorView.contentAttributes.of({'aria-label': area.getAttribute('aria-label') || '模板'}),
        autocompletion({override: [complete(words)]}),
        lintGutter(), linter(check(area), {delay: 300}),
        keymap.of([...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          area.value = update.state.doc.toString();
          area.dispatchEvent(new Event('input', {bubbles: true}));
        }),
      ],
    }),
  });
  area.hidden = true;
  area.form.addEventListener('submit', () => { area.value = view.state.doc.toString(); });
  // The marks beside the preview are links to #line-N.
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-line]');
    if (!link) return;
    event.preventDefault();
    const at = position(view.state.doc, Number(link.dataset.line), Number(link.dataset.col || 1)).from;
    view.dispatch({selection: {anchor: at}, scrollIntoView: true});
    view.focus();
  });
}

document.querySelectorAll('textarea[data-template-editor]').forEach(start);
