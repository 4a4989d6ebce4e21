import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The api serves the built desk at /desk/; in development Vite does, and hands /api and the socket to the api. */
const api = 'http://127.0.0.1:3000';

export default defineConfig({
  base: '/desk/',
  plugins: [react()],
  resolve: { conditions: ['@sibai/source', 'module', 'browser', 'development|production'] },
  build: { outDir: 'dist', target: 'es2022', chunkSizeWarningLimit: 1500 },
  server: { proxy: { '/api': api, '/socket.io': { target: api, ws: true } } },
});
