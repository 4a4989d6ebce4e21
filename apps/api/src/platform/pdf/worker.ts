import { answerQuestions } from '../thread.js';
import { append } from './append.js';
import { compose } from './compose.js';
import type { Question } from './pdf.js';
import { countPages, rasterise } from './raster.js';

answerQuestions<Question, unknown>(async (question) => {
  switch (question.do) {
    case 'compose':
      return compose(question.document);
    case 'append':
      return append(question.base, question.document, question.field);
    case 'count':
      return countPages(question.pdf);
    case 'rasterise':
      return rasterise(question.pdf, question.page, question.scale);
  }
});
