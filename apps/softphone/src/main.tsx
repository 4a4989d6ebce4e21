import { ErrorBoundary, Loading, startI18n, UiProvider } from '@sibai/ui';
import { StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';

import { Gate } from './gate';
import { serveOffline } from './platform/installation';
import { texts } from './texts';

startI18n(texts);
serveOffline();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <UiProvider>
      <ErrorBoundary>
        <Suspense fallback={<Loading />}>
          <Gate />
        </Suspense>
      </ErrorBoundary>
    </UiProvider>
  </StrictMode>,
);
