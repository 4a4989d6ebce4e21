import {
  Contact,
  ContactPage,
  ContactQuery,
  id,
  ImportedContacts,
  MergeContact,
  SaveContact,
  Timeline,
  TimelineQuery,
} from '@sibai/contracts';
import type { ContactId } from '@sibai/kernel';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  Res,
  UploadedFile,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { ApiConsumes, ApiProduces } from '@nestjs/swagger';
import type { Response } from 'express';
import type * as z from 'zod';

import { audit } from '../../platform/audit.js';
import { Allow, Me } from '../../platform/auth.js';
import { everyPage, localTime, sendCsv } from '../../platform/csv.js';
import { Db } from '../../platform/db.js';
import { Answers } from '../../platform/openapi.js';
import { ContactImport } from './contact-import.js';
import { contactOf, ContactService } from './contact.service.js';
import { timelineOf } from './timeline.js';

const FILE_BYTES = 5 * 1024 * 1024;
const contactId = id<'Contact'>();

const COLUMNS: Record<string, (contact: Contact) => string | null> = {
  姓名: ({ name }) => name,
  公司: ({ company }) => company,
  号码: ({ numbers }) => numbers.join('；'),
  标签: ({ tags }) => tags.join('；'),
  备注: ({ remark }) => remark,
  更新时间: ({ updatedAt }) => localTime(updatedAt),
};

@Controller()
export class ContactController {
  constructor(
    private readonly contacts: ContactService,
    private readonly imports: ContactImport,
    private readonly db: Db,
  ) {}

  @Allow('contact.view')
  @Get('contacts')
  @Answers(ContactPage)
  page(@Query({ schema: ContactQuery }) query: ContactQuery): Promise<ContactPage> {
    return this.contacts.page(query);
  }

  /** Everything that matches, numbers masked as in the list. */
  @Allow('contact.manage')
  @Get('contacts.csv')
  @ApiProduces('text/csv')
  async csv(
    @Me() me: Me,
    @Query({ schema: ContactQuery }) query: ContactQuery,
    @Res() response: Response,
  ): Promise<void> {
    await this.db.run((em) => audit(em, me, 'contact.exported', query.q ?? '', {}));
    await sendCsv(
      response,
      'contacts.csv',
      COLUMNS,
      everyPage(
        (before: ContactQuery['before']) => this.contacts.page({ ...query, before, limit: 200 }),
        ({ contacts }) => contacts,
      ),
    );
  }

  @Allow('contact.manage')
  @Post('contacts/import')
  @ApiConsumes('multipart/form-data')
  @UseInterceptors(FileInterceptor('file', { limits: { fileSize: FILE_BYTES } }))
  @Answers(ImportedContacts)
  @HttpCode(200)
  import(@Me() me: Me, @UploadedFile() file: Express.Multer.File | undefined): Promise<ImportedContacts> {
    return this.imports.take(me, file?.buffer);
  }

  @Allow('contact.edit')
  @Post('contacts')
  @Answers(Contact, 201)
  create(@Me() me: Me, @Body({ schema: SaveContact }) wish: z.output<typeof SaveContact>): Promise<Contact> {
    return this.contacts.create(me, wish);
  }

  @Allow('contact.view')
  @Get('contacts/:id')
  @Answers(Contact)
  get(@Me() me: Me, @Param('id', { schema: contactId }) contact: ContactId): Promise<Contact> {
    return this.contacts.get(me, contact);
  }

  @Allow('contact.view')
  @Get('contacts/:id/timeline')
  @Answers(Timeline)
  timeline(
    @Param('id', { schema: contactId }) contact: ContactId,
    @Query({ schema: TimelineQuery }) { before }: TimelineQuery,
  ): Promise<Timeline> {
    return this.db.run(async (em) => {
      const { numbers } = await contactOf(em, contact);
      return timelineOf(em, { numbers, contact, before });
    });
  }

  @Allow('contact.edit')
  @Put('contacts/:id')
  @Answers(Contact)
  update(
    @Me() me: Me,
    @Param('id', { schema: contactId }) contact: ContactId,
    @Body({ schema: SaveContact }) wish: z.output<typeof SaveContact>,
  ): Promise<Contact> {
    return this.contacts.update(me, contact, wish);
  }

  @Allow('contact.manage')
  @Post('contacts/:id/merge')
  @Answers(Contact)
  @HttpCode(200)
  merge(
    @Me() me: Me,
    @Param('id', { schema: contactId }) contact: ContactId,
    @Body({ schema: MergeContact }) { other }: MergeContact,
  ): Promise<Contact> {
    return this.contacts.merge(me, contact, other);
  }

  @Allow('contact.manage')
  @Delete('contacts/:id')
  @HttpCode(204)
  remove(@Me() me: Me, @Param('id', { schema: contactId }) contact: ContactId): Promise<void> {
    return this.contacts.remove(me, contact);
  }
}
