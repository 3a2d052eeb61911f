// Evaluates exported decision models in Drools. usage: java -cp LIBRARIES Evaluate.java FOLDER [bench]
// Reads FOLDER/*.dmn and FOLDER/cases.ndjson; prints a line for each case: {"value": …} or {"error": …}. With `bench` they go
// into FOLDER/drools.ndjson; it says "ready" and the number of cases, and then a line with a number makes it evaluate all of
// them so often, and say "done" (tools/bench/peers.py). It takes no times itself.
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kie.dmn.api.core.DMNContext;
import org.kie.dmn.api.core.DMNMessage;
import org.kie.dmn.api.core.DMNModel;
import org.kie.dmn.api.core.DMNResult;
import org.kie.dmn.api.core.DMNRuntime;
import org.kie.dmn.api.core.ast.DecisionNode;
import org.kie.dmn.core.internal.utils.DMNRuntimeBuilder;
import org.kie.internal.io.ResourceFactory;

public class Evaluate {
  static final ObjectMapper json =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  record Example(DMNModel model, String decision, Map<String, Object> given) {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    boolean bench = arguments.length > 1;
    DMNRuntime runtime = read(folder);
    List<Example> examples = examples(runtime, folder.resolve("cases.ndjson"));
    OutputStream to = bench ? Files.newOutputStream(folder.resolve("drools.ndjson")) : System.out;
    try (var out = new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8))) {
      for (Example example : examples) {
        out.write(json.writeValueAsString(answer(example, evaluate(runtime, example))));
        out.newLine();
      }
    }
    if (bench) serve(runtime, examples);
  }

  static void serve(DMNRuntime runtime, List<Example> examples) throws Exception {
    System.out.println("ready " + examples.size());
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      long failed = 0;
      for (int pass = Integer.parseInt(line); pass > 0; --pass)
        for (Example example : examples) failed += evaluate(runtime, example).hasErrors() ? 1 : 0;
      System.out.println("done " + failed);
    }
  }

  static List<Example> examples(DMNRuntime runtime, Path cases) throws Exception {
    Map<String, DMNModel> models = new HashMap<>();
    for (DMNModel model : runtime.getModels()) {
      for (DMNMessage message : model.getMessages()) System.err.println(model.getName() + ": " + message.getText());
      for (DecisionNode decision : model.getDecisions()) models.put(decision.getName(), model);
    }
    List<Example> examples = new ArrayList<>();
    try (Stream<String> lines = Files.lines(cases)) {
      for (String line : (Iterable<String>) lines::iterator) {
        JsonNode node = json.readTree(line);
        DMNModel model = models.get(node.get("decision").asText());
        Map<String, Object> given = new HashMap<>();
        node.get("given").fields().forEachRemaining(
            each -> given.put(each.getKey(), value(each.getValue(), model.getInputByName(each.getKey()).getType().getName())));
        examples.add(new Example(model, node.get("decision").asText(), given));
      }
    }
    return examples;
  }

  static DMNRuntime read(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      var resources = files.filter(file -> file.toString().endsWith(".dmn")).sorted()
          .map(file -> ResourceFactory.newFileResource(file.toFile())).collect(Collectors.toList());
      return DMNRuntimeBuilder.fromDefaults().buildConfiguration().fromResources(resources)
          .getOrElseThrow(RuntimeException::new);
    }
  }

  static DMNResult evaluate(DMNRuntime runtime, Example example) {
    DMNContext context = runtime.newContext();
    example.given().forEach(context::set);
    return runtime.evaluateByName(example.model(), context, example.decision());
  }

  static ObjectNode answer(Example example, DMNResult result) {
    ObjectNode node = json.createObjectNode();
    if (result.hasErrors()) {
      node.put("error", result.getMessages(DMNMessage.Severity.ERROR).stream().map(DMNMessage::getText).collect(Collectors.joining("; ")));
    } else {
      node.set("value", tree(result.getDecisionResultByName(example.decision()).getResult()));
    }
    return node;
  }

  static Object value(JsonNode node, String type) {
    if (node.isBoolean()) return node.booleanValue();
    if (node.isNumber()) return node.decimalValue();
    if (node.isTextual()) return type.equals("date") ? LocalDate.parse(node.textValue()) : node.textValue();
    List<Object> list = new ArrayList<>();
    node.forEach(each -> list.add(value(each, type)));
    return list;
  }

  static JsonNode tree(Object value) {
    return json.valueToTree(value instanceof LocalDate ? value.toString() : value);
  }
}
