import { Module } from '@nestjs/common';

import { ContactController } from './contact.controller.js';
import { ContactImport } from './contact-import.js';
import { ContactService } from './contact.service.js';
import { ContextController } from './context.controller.js';
import { ContextService } from './context.service.js';
import { ScriptController } from './script.controller.js';
import { ScriptService } from './script.service.js';
import { TicketController } from './ticket.controller.js';
import { TicketService } from './ticket.service.js';

/** Who calls, what is to be done for them, and what agents say: rows and routes beside the live path. */
@Module({
  controllers: [ContactController, TicketController, ScriptController, ContextController],
  providers: [ContactService, ContactImport, TicketService, ScriptService, ContextService],
})
export class ContactsModule {}
