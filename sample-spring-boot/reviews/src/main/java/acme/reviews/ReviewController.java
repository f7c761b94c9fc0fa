package acme.reviews;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Keeps reviews while the plugin is imported. */
@RestController
@RequestMapping("/reviews")
public class ReviewController {

    private final Clock clock;
    private final List<Review> reviews = new CopyOnWriteArrayList<>();

    /** With the application's clock. */
    public ReviewController(Clock clock) {
        this.clock = clock;
    }

    /** Those of an item, and when they were read. */
    @GetMapping("/{item}")
    public Map<String, Object> of(@PathVariable("item") String item) {
        return Map.of(
                "reviews",
                reviews.stream().filter(review -> review.item().equals(item)).toList(),
                "at",
                clock.instant().toString());
    }

    /** Adds one. */
    @PostMapping
    public Review add(@RequestBody Review review) {
        reviews.add(review);
        return review;
    }
}
