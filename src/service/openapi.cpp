// OpenAPI 3.1 of the REST API (rest_api.cpp), as text. A test holds its paths to the routes there are.
#include "service/service.h"

namespace her2::service {
namespace {

constexpr const char* document = R"json({
  "openapi": "3.1.0",
  "info": {
    "title": "her2",
    "version": "1",
    "description": "HER2 status, options and reasons for one case or a cohort. Decision support for health professionals: it lists options and reasons, it never orders. Patient data goes in bodies, never in addresses.",
    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}
  },
  "paths": {
    "/api/v1/assess": {"post": {
      "summary": "Assess one case",
      "parameters": [{"$ref": "#/components/parameters/asOf"}, {"$ref": "#/components/parameters/region"}, {"$ref": "#/components/parameters/openWorld"},
        {"name": "format", "in": "query", "schema": {"enum": ["json", "text", "patient", "html"], "default": "json"}}],
      "requestBody": {"$ref": "#/components/requestBodies/record"},
      "responses": {"200": {"description": "Assessment JSON with trace (docs/assessment-json.md), or a page", "content": {"application/json": {"schema": {"type": "object"}}, "text/plain": {"schema": {"type": "string"}}, "text/html": {"schema": {"type": "string"}}}},
        "400": {"$ref": "#/components/responses/problem"}, "422": {"$ref": "#/components/responses/problem"}}}},
    "/api/v1/case": {"post": {
      "summary": "Read a case, a Bundle or the first row of a table, and give it as case JSON",
      "requestBody": {"$ref": "#/components/requestBodies/record"},
      "responses": {"200": {"description": "The case, and warnings on what was not read", "content": {"application/json": {"schema": {"type": "object",
          "properties": {"record": {"type": "object"}, "problems": {"type": "array", "items": {"$ref": "#/components/schemas/problem"}}}}}}},
        "422": {"$ref": "#/components/responses/problem"}}}},
    "/api/v1/what-if": {"post": {
      "summary": "Suppose values, and see what differs",
      "parameters": [{"$ref": "#/components/parameters/asOf"}, {"$ref": "#/components/parameters/region"}, {"$ref": "#/components/parameters/openWorld"}],
      "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object", "required": ["record", "suppose"],
        "properties": {"record": {"type": "object"}, "suppose": {"type": "array", "items": {"type": "string", "examples": ["specimen.ihc.score = \"1+\""]}}}}}}},
      "responses": {"200": {"description": "The differences, and the case as supposed", "content": {"application/json": {"schema": {"type": "object",
          "properties": {"answer": {"type": "object"}, "supposed": {"type": "object"}}}}}},
        "400": {"$ref": "#/components/responses/problem"}, "422": {"$ref": "#/components/responses/problem"}}}},
    "/api/v1/explain": {"post": {
      "summary": "The trace as text",
      "parameters": [{"$ref": "#/components/parameters/asOf"}, {"$ref": "#/components/parameters/region"}, {"$ref": "#/components/parameters/openWorld"},
        {"name": "about", "in": "query", "schema": {"type": "string"}, "description": "sections whose title holds this"}],
      "requestBody": {"$ref": "#/components/requestBodies/record"},
      "responses": {"200": {"description": "Every rule that spoke", "content": {"text/plain": {"schema": {"type": "string"}}}}, "422": {"$ref": "#/components/responses/problem"}}}},
    "/api/v1/screen": {"post": {
      "summary": "Assess a cohort: NDJSON of cases or Bundles, or a registry table",
      "parameters": [{"$ref": "#/components/parameters/asOf"}, {"$ref": "#/components/parameters/region"}, {"$ref": "#/components/parameters/openWorld"},
        {"name": "format", "in": "query", "schema": {"enum": ["ndjson", "csv", "worklist"], "default": "ndjson"}},
        {"name": "mapping", "in": "query", "schema": {"type": "string"}, "description": "layout of a table; default: told by its columns"}],
      "requestBody": {"required": true, "content": {"application/x-ndjson": {}, "text/csv": {}}},
      "responses": {"200": {"description": "An assessment a line, a worklist as CSV, or the worklist together with the problems", "headers": {"X-Her2-Counts": {"schema": {"type": "string"}}},
        "content": {"application/x-ndjson": {}, "text/csv": {}, "application/json": {"schema": {"type": "object", "properties": {"worklist": {"type": "string"}, "problems": {"type": "array", "items": {"$ref": "#/components/schemas/problem"}}}}}}},
        "422": {"$ref": "#/components/responses/problem"}}}},
    "/api/v1/knowledge": {"get": {
      "summary": "Contents of the knowledge; as JSON all tables, drugs, sources and dated changes",
      "parameters": [{"name": "format", "in": "query", "schema": {"enum": ["json"]}}],
      "responses": {"200": {"description": "Text, or one JSON object", "content": {"text/plain": {"schema": {"type": "string"}}, "application/json": {"schema": {"type": "object"}}}}}}},
    "/api/v1/knowledge/{name}": {"get": {
      "summary": "One thing of the knowledge in words, by name or place",
      "parameters": [{"name": "name", "in": "path", "required": true, "schema": {"type": "string"}}],
      "responses": {"200": {"description": "As her2 kb show", "content": {"text/plain": {"schema": {"type": "string"}}}}, "404": {"$ref": "#/components/responses/problem"}}}},
    "/api/v1/vocabulary": {"get": {"summary": "Codes and titles, drugs, regions", "responses": {"200": {"description": "For forms", "content": {"application/json": {"schema": {"type": "object"}}}}}}},
    "/api/v1/openapi.json": {"get": {"summary": "This document", "responses": {"200": {"description": "OpenAPI 3.1"}}}},
    "/api/v1/source-attributes": {"get": {"summary": "Citations, dates and personal attributes used, of every option", "responses": {"200": {"description": "As ONC (b)(11) asks", "content": {"application/json": {"schema": {"type": "object"}}}}}}},
    "/api/v1/audit": {"get": {
      "summary": "Entries of the audit log, at most 1000",
      "parameters": [{"name": "from", "in": "query", "schema": {"type": "integer", "minimum": 1, "default": 1}}],
      "responses": {"200": {"description": "An entry a line", "content": {"application/x-ndjson": {}}}, "404": {"$ref": "#/components/responses/problem"}}}}
  },
  "components": {
    "parameters": {
      "asOf": {"name": "asOf", "in": "query", "schema": {"type": "string", "format": "date"}, "description": "the rules and labels of this day; default: today"},
      "region": {"name": "region", "in": "query", "schema": {"type": "string", "examples": ["US,EU"]}, "description": "default: all the service shows"},
      "openWorld": {"name": "openWorld", "in": "query", "schema": {"type": "boolean", "default": false}, "description": "read silence of histories as unknown"}
    },
    "requestBodies": {"record": {"required": true, "content": {"application/json": {"schema": {"type": "object", "description": "case JSON (docs/case-json.md) or a FHIR R4 Bundle"}}}}},
    "responses": {"problem": {"description": "What is wrong, where, and what to do", "content": {"application/json": {"schema": {"type": "object",
      "properties": {"error": {"type": "string"}, "message": {"type": "string"}, "problems": {"type": "array", "items": {"$ref": "#/components/schemas/problem"}}}}}}}},
    "schemas": {"problem": {"type": "object", "properties": {"severity": {"enum": ["error", "warning"]}, "code": {"type": "string"}, "where": {"type": "string"}, "message": {"type": "string"}, "remedy": {"type": "string"}}}}
  }
}
)json";

}  // namespace

Response restOpenApi(const Session&, const Request&, const std::string&) {
  return {200, "application/json", document, {}};
}

}  // namespace her2::service
