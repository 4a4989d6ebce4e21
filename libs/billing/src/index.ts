export * from './arrears.js';
export * from './money.js';
export * from './month.js';
export * from './order.js';
export * from './rating.js';
export * from './statement.js';
export * from './tariff.js';
