import { httpSubject } from "./transport/http-subject.ts";
import { transportContract } from "./transport.ts";

transportContract("long-poll", httpSubject("long-poll"));
