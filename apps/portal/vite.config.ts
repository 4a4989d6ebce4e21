import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const API = process.env['SIBAI_API'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['@sibai/source', 'module', 'browser', 'development|production'] },
  build: {
    outDir: 'dist',
    target: 'es2022',
    chunkSizeWarningLimit: 900,
  },
  server: { port: 5173, proxy: { '/api': API, '/socket.io': { target: API, ws: true } } },
});
